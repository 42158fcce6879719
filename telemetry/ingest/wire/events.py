"""The event types of the wire contract, one struct each, and `EVENT_TYPES`, the table that finds them."""

from typing import Annotated, Any, Final, Literal, Union, get_type_hints

from msgspec import UNSET, Meta, UnsetType, field

from telemetry.ingest.wire.values import (
    CandidateEvent,
    Count,
    Data,
    Duration,
    Event,
    Fraction,
    Id,
    InteractionEvent,
    JsonObject,
    License,
    Name,
    Number,
    OptionalId,
    Prompt,
)


class StartedData(Data):
    surface: Literal["completion", "inline_edit", "chat", "agent"] | UnsetType = UNSET
    prompt: Prompt | UnsetType = UNSET
    language: Name | UnsetType = UNSET
    file_path: str | UnsetType = UNSET
    repository: str | UnsetType = UNSET
    commit: Name | UnsetType = UNSET
    license: License = UNSET


class InteractionStarted(InteractionEvent, tag="interaction.started"):
    data: StartedData


class GeneratedData(Data):
    text: str | UnsetType = UNSET
    model: Name | UnsetType = UNSET
    checkpoint: Name | UnsetType = UNSET
    params: JsonObject | UnsetType = UNSET
    latency_ms: Duration | UnsetType = UNSET
    logprob_sum: Number | UnsetType = UNSET
    finish_reason: Name | UnsetType = UNSET
    propensity: Fraction | UnsetType = UNSET


class CandidateGenerated(CandidateEvent, tag="candidate.generated"):
    data: GeneratedData


class ShownData(Data):
    position: Count | UnsetType = UNSET
    of: Count | UnsetType = UNSET
    randomized: bool | UnsetType = UNSET


class CandidateShown(CandidateEvent, tag="candidate.shown"):
    data: ShownData = field(default_factory=ShownData)


class HiddenData(Data):
    visible_ms: Duration | UnsetType = UNSET


class CandidateHidden(CandidateEvent, tag="candidate.hidden"):
    data: HiddenData = field(default_factory=HiddenData)


class AcceptedData(Data):
    kind: Literal["full", "word", "line", "partial"] | UnsetType = UNSET
    accepted_text: str | UnsetType = UNSET


class CandidateAccepted(CandidateEvent, tag="candidate.accepted"):
    data: AcceptedData = field(default_factory=AcceptedData)


class DismissedData(Data):
    reason: Literal["explicit", "typed_over", "ignored", "superseded"] | UnsetType = UNSET
    visible_ms: Duration | UnsetType = UNSET


class CandidateDismissed(CandidateEvent, tag="candidate.dismissed"):
    data: DismissedData = field(default_factory=DismissedData)


class EditedData(Data):
    final_text: str | UnsetType = UNSET
    after_s: Duration | UnsetType = UNSET


class CandidateEdited(CandidateEvent, tag="candidate.edited"):
    data: EditedData = field(default_factory=EditedData)


class RetainedData(Data):
    after_s: Duration | UnsetType = UNSET
    fraction: Fraction | UnsetType = UNSET
    text: str | UnsetType = UNSET
    censored: Name | UnsetType = UNSET


class CandidateRetained(CandidateEvent, tag="candidate.retained"):
    data: RetainedData = field(default_factory=RetainedData)


class RevertedData(Data):
    after_s: Duration | UnsetType = UNSET


class CandidateReverted(CandidateEvent, tag="candidate.reverted"):
    data: RevertedData = field(default_factory=RevertedData)


class CopiedData(Data):
    text: str | UnsetType = UNSET
    pasted: bool | UnsetType = UNSET


class CandidateCopied(CandidateEvent, tag="candidate.copied"):
    data: CopiedData = field(default_factory=CopiedData)


class RegeneratedData(Data):
    next_candidate_id: OptionalId | UnsetType = UNSET
    feedback: str | UnsetType = UNSET


class CandidateRegenerated(CandidateEvent, tag="candidate.regenerated"):
    data: RegeneratedData = field(default_factory=RegeneratedData)


class RatedData(Data):
    value: Literal[-1, 0, 1] | UnsetType = UNSET
    score: Fraction | UnsetType = UNSET
    comment: str | UnsetType = UNSET


class CandidateRated(CandidateEvent, tag="candidate.rated"):
    data: RatedData


class ComparedData(Data):
    outcome: Literal["picked", "tie", "both_bad"]
    chosen: OptionalId | UnsetType = UNSET
    rejected: list[Id] | UnsetType = UNSET
    positions: dict[Id, Count] | UnsetType = UNSET
    randomized: bool | UnsetType = UNSET
    dwell_ms: Duration | UnsetType = UNSET
    strength: Annotated[int, Meta(ge=1, le=3)] | UnsetType = UNSET


class CandidatesCompared(InteractionEvent, tag="candidates.compared"):
    data: ComparedData


class OutcomeData(Data):
    kind: Literal["test", "build", "lint", "typecheck", "run", "deploy", "ci", "terminal", "commit"]
    passed: bool | UnsetType | None = UNSET
    exit_code: Annotated[int, Meta(ge=-(2**31), le=2**32 - 1)] | UnsetType = UNSET
    total: Count | UnsetType = UNSET
    failed: Count | UnsetType = UNSET
    command: str | UnsetType = UNSET
    output: str | UnsetType = UNSET
    duration_ms: Duration | UnsetType = UNSET
    infrastructure_failure: bool | UnsetType = UNSET


class OutcomeReported(InteractionEvent, tag="outcome.reported"):
    data: OutcomeData


class ProposedData(Data):
    tool: Name | UnsetType = UNSET
    arguments: Any = UNSET


class ToolProposed(InteractionEvent, tag="tool.proposed"):
    data: ProposedData


class DecidedData(ProposedData, kw_only=True):
    decision: Literal["approved", "denied", "approved_for_session"]
    source: Literal["user", "config"] | UnsetType = UNSET


class ToolDecided(InteractionEvent, tag="tool.decided"):
    data: DecidedData


class FinishedData(ProposedData):
    success: bool | UnsetType = UNSET
    output: str | UnsetType = UNSET


class ToolFinished(InteractionEvent, tag="tool.finished"):
    data: FinishedData


class ConsentData(Data):
    level: Literal["none", "signals", "full"]


class ConsentChanged(Event, kw_only=True, tag="consent.changed"):
    developer_id: Id
    interaction_id: OptionalId = ""
    candidate_id: OptionalId = ""
    data: ConsentData


EVENT_STRUCTS: Final[tuple[type[Event], ...]] = (
    InteractionStarted,
    CandidateGenerated,
    CandidateShown,
    CandidateHidden,
    CandidateAccepted,
    CandidateDismissed,
    CandidateEdited,
    CandidateRetained,
    CandidateReverted,
    CandidateCopied,
    CandidateRegenerated,
    CandidateRated,
    CandidatesCompared,
    OutcomeReported,
    ToolProposed,
    ToolDecided,
    ToolFinished,
    ConsentChanged,
)
AnyEvent = Union[EVENT_STRUCTS]  # type: ignore[valid-type]  # noqa: UP007 - made of the tuple, for msgspec
EVENT_TYPES: Final[dict[str, type[Event]]] = {str(struct.__struct_config__.tag): struct for struct in EVENT_STRUCTS}
DATA_FIELDS: Final[dict[str, frozenset[str]]] = {
    name: frozenset(get_type_hints(struct)["data"].__struct_fields__) for name, struct in EVENT_TYPES.items()
}
