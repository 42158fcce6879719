"""Copilot Arena's posts to native events. Pure: the receipt time is an argument.

A pair is recorded when it is made. What the client later says of it is told again in its own words (`_told`), because
it may stem from another server; event ids come from the pair, so for our own pairs nothing is stored twice.
"""

from typing import Final

from telemetry.clients import reading
from telemetry.clients.copilot_arena import fields, pairs
from telemetry.clients.copilot_arena.pairs import CLIENT, EDIT, Kind, Pair, Side, interaction_of
from telemetry.clients.copilot_arena.privacy import Keep, keep_of, name
from telemetry.clients.mapping import NO_SIGNAL, Document, Mapped, MappedEvent, Unmappable, derived_id, event, tally

_SECOND_US: Final = 1_000_000
_LONGEST_NAME: Final = 200
_SIDES: Final = 2
_RANDOMIZED: Final = True  # by us, and by the client's own server; its cache keeps the order


class _Origin:
    """Makes events of one interaction of one person."""

    def __init__(self, interaction: str, user: str, keep: Keep) -> None:
        self._interaction = interaction
        self._user = user
        self.keep = keep

    def event(
        self, kind: str, at_us: int, *parts: object, data: Document, candidate: str = "", actor: str = "system"
    ) -> MappedEvent:
        event_id = derived_id(CLIENT, kind, self._interaction, candidate, *parts)
        found = event(
            kind,
            event_id,
            at_us,
            interaction_id=self._interaction,
            data=data,
            candidate_id=candidate,
            developer_id=self._user,
            actor=actor,
        )
        return MappedEvent(0, found)

    def shown(self, at_us: int, candidate: str, position: int, *parts: object) -> MappedEvent:
        data = {"position": position, "of": _SIDES, "randomized": _RANDOMIZED}
        return self.event("candidate.shown", at_us, *parts, candidate=candidate, data=data)


def created(pair: Pair) -> Mapped:
    """The request and both answers. The client opens both sides of an edit as soon as it has them and says nothing of
    it; of completions it tells when it shows them."""
    request = pair.request
    origin = _Origin(interaction_of(pair.sides[0].candidate_id), request.user, keep_of([request.level]))
    events = [origin.event("interaction.started", pair.asked_us, "created", data=_started(request, origin.keep))]
    for position, side in enumerate(pair.sides):
        data = _generated(side, origin.keep)
        events.append(origin.event("candidate.generated", pair.answered_us, candidate=side.candidate_id, data=data))
        if request.kind is EDIT:
            events.append(origin.shown(pair.answered_us, side.candidate_id, position))
    return Mapped(events, [])


def _started(request: pairs.PairRequest, keep: Keep) -> Document:
    """`sequence`: of two starts in one millisecond the one that tells the language comes first and is used."""
    data: Document = {"surface": request.kind.surface, "prompt": keep.all(request.prompt), "sequence": 1}
    return data | {"language": request.language or None}


def _generated(side: Side, keep: Keep) -> Document:
    answer = side.answer
    return keep.text("text", side.text) | {
        "model": answer.model[:_LONGEST_NAME],
        "checkpoint": answer.checkpoint[:_LONGEST_NAME],
        "params": answer.params,
        "latency_ms": answer.latency_ms,
        "finish_reason": name(answer.choices[0].finish_reason) if answer.choices else None,
        "propensity": answer.propensity,
    }


def shown(document: Document, received_us: int) -> Mapped:
    """`add_completion`: the client sends both sides even where it shows one because the other is empty."""
    fields.require(document, (*_ITEM, "pairCompletionId", "pairIndex", "privacy"))
    candidate = fields.identifier(document, "completionId")
    other = fields.identifier(document, "pairCompletionId")
    position = fields.one_of(document, "pairIndex", (0, 1))
    completion = fields.text(document, "completion")
    keep = keep_of([fields.level(document)])
    origin = _Origin(interaction_of(candidate, other), fields.user(document), keep)
    if not completion:
        return Mapped([], tally([Unmappable(NO_SIGNAL, "add_completion", "completion")]))
    return Mapped([origin.shown(received_us, candidate, position)], [])


def accepted(document: Document, received_us: int) -> Mapped:
    """`add_single_outcome`: the only side there was to see was taken, so nothing was compared."""
    fields.require(document, _ITEM)
    candidate = fields.identifier(document, "completionId")
    fields.text(document, "completion")
    others = [fields.identifier(document, "pairCompletionId")] if "pairCompletionId" in document else []
    # The client's cache drops the setting it was sent: then nothing but the vote is stored.
    levels = _levels(document) if "privacy" in document else ["Private"]
    origin = _Origin(interaction_of(candidate, *others), fields.user(document), keep_of(levels))
    return Mapped(
        [
            _told_start(origin, pairs.COMPLETION, document, document, received_us),
            _told_answer(origin, pairs.COMPLETION, document, received_us),
            _accepted(origin, candidate, received_us),
        ],
        [],
    )


def compared(kind: Kind, document: Document, received_us: int) -> Mapped:
    """`add_completion_outcome` and `add_edit_outcome`. Of an edit −2 and −1 mean that both sides were rejected: the
    client says −1 and counts down from one."""
    fields.require(document, ("pairId", "userId", "acceptedIndex", "version", kind.items, "privacy"))
    index = fields.one_of(document, "acceptedIndex", (-2, -1, 0, 1) if kind is EDIT else (0, 1))
    items = fields.two_items(document, kind.items)
    candidates = [_candidate(kind, item, place) for place, item in enumerate(items)]
    if candidates[0] == candidates[1]:
        raise fields.bad(f"{kind.items}[1].{kind.id}")
    levels = [level for item in (document, *items) for level in _levels(item)]
    origin = _Origin(interaction_of(*candidates), fields.user(document), keep_of([fields.level(document), *levels]))
    pair_id = fields.text(document, "pairId")
    events = [
        *_told(origin, kind, document, items, received_us),
        *(_seen(origin, kind, item, place, received_us) for place, item in enumerate(items)),
        _comparison(origin, candidates, index, pair_id, received_us),
    ]
    if index >= 0:
        events.append(_accepted(origin, candidates[index], received_us))
    return Mapped(events, [])


_ITEM: Final = ("completionId", "userId", "timestamp", "prompt", "completion", "model", "version")


def _candidate(kind: Kind, item: Document, place: int) -> str:
    path = f"{kind.items}[{place}]."
    fields.require(item, (kind.id, "prompt", kind.text, "model"), path)
    fields.text(item, kind.text, path)
    return fields.identifier(item, kind.id, path)


def _levels(document: Document) -> list[str]:
    """Of the vote, and where we made the pair of the request: a text asked for in private stays private."""
    return [fields.level(document, field) for field in ("privacy", "requestPrivacy") if field in document]


def _told(
    origin: _Origin, kind: Kind, document: Document, items: tuple[Document, Document], received_us: int
) -> list[MappedEvent]:
    answers = [_told_answer(origin, kind, item, received_us) for item in items]
    first, second = (_prompt(kind, item) for item in items)
    if first != second:  # put beside each other by the client's cache: nothing both were asked for
        return answers
    return [_told_start(origin, kind, document, items[0], received_us), *answers]


def _told_start(origin: _Origin, kind: Kind, document: Document, item: Document, received_us: int) -> MappedEvent:
    """The outcome knows more of the request than the request did: the language, and the repository. It is put at the
    second the request came in, so that of the two starts it is the first, which is the one that is used. Where the
    client's cache has cut the prompt, it comes last instead.
    """
    whole = "fileType" in document and ("prefix" in item or "full_prefix" in item)
    data: Document = {"surface": kind.surface, "prompt": origin.keep.all(_prompt(kind, item)), "sequence": 0}
    data["language"] = fields.language(document, "fileType")
    if origin.keep.texts:
        data["repository"] = fields.address(document, "repoUrl")
    at_us = _stated_us(item, received_us) if whole else received_us
    return origin.event("interaction.started", at_us, "told" if whole else "cached", data=data)


def _told_answer(origin: _Origin, kind: Kind, item: Document, received_us: int) -> MappedEvent:
    latency = reading.number(item, "latency", 0, 86_400)
    data = origin.keep.text("text", item[kind.text]) | {
        "model": name(item.get("model")),
        "checkpoint": name(item.get("checkpoint")),
        "latency_ms": None if latency is None else latency * 1000,
        "propensity": reading.number(item, "propensity", 0, 1),
    }
    at_us = _stated_us(item, received_us)
    return origin.event("candidate.generated", at_us, candidate=item[kind.id], data=data)


def _prompt(kind: Kind, item: Document) -> dict[str, str]:
    prefix = fields.text_or(item, "full_prefix", "prefix")
    suffix = fields.text_or(item, "full_suffix", "suffix")
    if kind is EDIT:
        code = fields.text_or(item, "code_to_edit", "codeToEdit")
        instruction = fields.text_or(item, "user_input", "userInput", "prompt")
        return {"instruction": instruction, "context": pairs.edit_context(code, prefix, suffix)}
    return {"prefix": prefix or fields.text_or(item, "prompt"), "suffix": suffix}


def _stated_us(item: Document, received_us: int) -> int:
    """Whole seconds by the server's clock; 0 and the future are none."""
    seconds = fields.count(item, "timestamp")
    return received_us if seconds is None else min(seconds * _SECOND_US, received_us)


def _seen(origin: _Origin, kind: Kind, item: Document, place: int, received_us: int) -> MappedEvent:
    """Who picks has seen both. An edit since its pair was made (the stated second is cut, so a second later); a
    completion since `add_completion`, and without that nobody knows for how long."""
    if kind is EDIT:
        at_us = min(_stated_us(item, received_us) + _SECOND_US, received_us)
        return origin.shown(at_us, item[kind.id], place)
    return origin.shown(received_us, item[kind.id], place, "compared")


def _comparison(origin: _Origin, candidates: list[str], index: int, pair_id: str, received_us: int) -> MappedEvent:
    """Of one person, by a key of their own: the only signal here that says what somebody thought."""
    chosen = candidates[index] if index >= 0 else None
    data: Document = {
        "outcome": "picked" if chosen else "both_bad",
        "chosen": chosen,
        "rejected": [candidate for candidate in candidates if candidate != chosen],
        "positions": {candidate: place for place, candidate in enumerate(candidates)},
        "randomized": _RANDOMIZED,
    }
    return origin.event("candidates.compared", received_us, pair_id, max(index, -1), data=data, actor="human")


def _accepted(origin: _Origin, candidate: str, received_us: int) -> MappedEvent:
    """Picking inserts the text. Alone it makes no label; it says that this text was taken where others are judged."""
    return origin.event("candidate.accepted", received_us, candidate=candidate, data={"kind": "full"}, actor="human")
