"""The native events of one interaction, in their order, with ids made of what the client says of itself. Pure."""

from typing import Final

from telemetry.clients.continue_dev.records import CLIENT, Record
from telemetry.clients.mapping import Document, derived_id, derived_name, event, language_of
from telemetry.clients.reading import inner, number

CANDIDATE: Final = "0"  # whatever Continue tells of has one text
_OPTIONS: Final = {
    "temperature": "temperature",
    "topP": "top_p",
    "topK": "top_k",
    "maxTokens": "max_tokens",
    "frequencyPenalty": "frequency_penalty",
    "presencePenalty": "presence_penalty",
}


class Story:
    """`identity` says which interaction it is: an event told again with the same identity has the same id."""

    def __init__(self, record: Record, *identity: object, interaction_id: str = "") -> None:
        """Without `interaction_id`, one is made of the identity, and shows none of it: it may hold texts."""
        self._record = record
        self._identity = identity
        self._interaction_id = interaction_id or derived_name(CLIENT, derived_id(CLIENT, *identity))
        self.session_id = ""
        self.events: list[Document] = []

    def tell(
        self, kind: str, at_us: int, data: Document, *of: object, actor: str = "system", candidate_id: str = ""
    ) -> None:
        """`of` tells events of one kind apart."""
        self.events.append(
            event(
                kind,
                derived_id(CLIENT, *self._identity, kind, *of),
                at_us,
                interaction_id=self._interaction_id,
                data=data | {"sequence": len(self.events)},
                session_id=self.session_id,
                developer_id=self._record.developer,
                candidate_id=candidate_id,
                actor=actor,
            )
        )

    def start(self, at_us: int, surface: str, prompt: Document, path: str | None = None) -> None:
        circumstances: Document = {
            "surface": surface,
            "prompt": {key: text for key, text in prompt.items() if text is not None} or None,
            "language": language_of(path or "") or None,
            "file_path": path,
            "repository": self._record.name_of("gitRepo"),
        }
        self.tell("interaction.started", at_us, circumstances)

    def generate(self, at_us: int, text: str | None, latency_ms: float | None = None) -> None:
        record = self._record
        data: Document = {
            "text": text,
            "model": record.name_of("modelName") or record.name_of("model"),
            "params": _params(record) or None,
            "latency_ms": latency_ms,
        }
        self.tell("candidate.generated", at_us, data, candidate_id=CANDIDATE)

    def show(self, at_us: int) -> None:
        self.tell("candidate.shown", at_us, {"position": 0, "of": 1}, candidate_id=CANDIDATE)

    def accept(self, at_us: int) -> None:
        self.tell("candidate.accepted", at_us, {"kind": "full"}, actor="human", candidate_id=CANDIDATE)

    def dismiss(self, at_us: int, reason: str, actor: str, visible_ms: int | None = None) -> None:
        data = {"reason": reason, "visible_ms": visible_ms}
        self.tell("candidate.dismissed", at_us, data, actor=actor, candidate_id=CANDIDATE)


def _params(record: Record) -> Document:
    """Numbers only, under the names of the contract, and the provider."""
    options = inner(record.data, "completionOptions")
    found: Document = {name: number(options, theirs, least=0) for theirs, name in _OPTIONS.items()}
    found["provider"] = record.name_of("modelProvider")
    return {name: value for name, value in found.items() if value is not None}
