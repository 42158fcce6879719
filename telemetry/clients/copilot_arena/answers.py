"""What the client is told of a pair: what its types ask for, and what its own server sends and can be said here.

It spreads each item into its later posts. So whatever is put here comes back with the vote, and the vote can be
understood alone. The pick itself is blind: the client shows the models' names after it.
"""

from typing import Final

from telemetry.clients.copilot_arena.fields import text_or
from telemetry.clients.copilot_arena.pairs import EDIT, Pair, Side
from telemetry.clients.mapping import Document

_SECOND_US: Final = 1_000_000
_BACKEND: Final = "flywheel"


def pair_answer(pair: Pair, document: Document) -> Document:
    """`document` is the client's request."""
    kind, (first, second) = pair.request.kind, pair.sides
    items = [_item(pair, document, 0, first, second), _item(pair, document, 1, second, first)]
    return {"pairId": pair.request.pair_id, kind.items: items}


def _item(pair: Pair, document: Document, index: int, side: Side, other: Side) -> Document:
    request, kind = pair.request, pair.request.kind
    return {
        kind.id: side.candidate_id,
        kind.other_id: other.candidate_id,
        "pairIndex": index,
        "userId": request.user,
        "timestamp": pair.asked_us // _SECOND_US,
        kind.text: side.text,
        f"raw_{kind.text}": side.raw,
        f"{kind.text}_length": len(side.text),
        "model": side.answer.model,
        "checkpoint": side.answer.checkpoint,
        "latency": side.answer.latency_ms / 1000,
        "propensity": side.answer.propensity,
        "privacy": request.level,
        "requestPrivacy": request.level,  # `privacy` is replaced by the setting at the time of the vote
        "versionBackend": _BACKEND,
        "prefix": document["prefix"],
        "suffix": text_or(document, "suffix"),
    } | (_of_edit(pair, document, side) if kind is EDIT else {"prompt": document["prefix"]})


def _of_edit(pair: Pair, document: Document, side: Side) -> Document:
    """`editId` is what the client's type calls the id; on the wire its own server says `responseId`."""
    return {
        "editId": side.candidate_id,
        "prompt": document["userInput"],
        "user_input": document["userInput"],
        "code_to_edit": document["codeToEdit"],
        "language": pair.request.language,
    }
