"""Continue's development data to native events. Pure.

`nextEditWithHistory` holds what a person typed, and whole files, but no suggestion; `tokensGenerated` only counts.
"""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from telemetry.clients.continue_dev.chats import chat_feedback, chat_interaction
from telemetry.clients.continue_dev.completions import autocomplete, next_edit_outcome
from telemetry.clients.continue_dev.edits import edit_interaction, edit_outcome, quick_edit
from telemetry.clients.continue_dev.records import Occasion, Record
from telemetry.clients.continue_dev.tools import tool_usage
from telemetry.clients.mapping import (
    INVALID_RECORD,
    NO_SIGNAL,
    UNKNOWN_EVENT,
    Document,
    Mapped,
    Unmappable,
    map_each,
)

_MAPPERS: Final[dict[str, Callable[[Record], list[Document]]]] = {
    "autocomplete": autocomplete,
    "chatFeedback": chat_feedback,
    "chatInteraction": chat_interaction,
    "editInteraction": edit_interaction,
    "editOutcome": edit_outcome,
    "nextEditOutcome": next_edit_outcome,
    "quickEdit": quick_edit,
    "toolUsage": tool_usage,
}
_WITHOUT_SIGNAL: Final = frozenset({"nextEditWithHistory", "tokensGenerated"})
_CODE: Final = frozenset(  # what the level without code leaves out; left out again, whoever sent it
    {
        "prefix", "suffix", "prompt", "completion", "previousCode", "newCode", "diffs", "userEdits", "userExcerpts",
        "originalEditableRange", "functionParams", "toolCallArgs", "output",
    }
)  # fmt: skip


class Envelope(NamedTuple):
    """`data` of anything but an object is an invalid record."""

    name: str
    data: object
    without_code: bool = False


def map_envelopes(envelopes: Sequence[tuple[int, Envelope]], occasion: Occasion) -> Mapped:
    """Each with its position. What has no events is tallied, nothing is raised."""
    return map_each(envelopes, lambda envelope: _events(envelope, occasion))


def _events(envelope: Envelope, occasion: Occasion) -> list[Document]:
    name, data = envelope.name, envelope.data
    if name in _WITHOUT_SIGNAL:
        raise Unmappable(NO_SIGNAL, name)
    if name not in _MAPPERS:
        raise Unmappable(UNKNOWN_EVENT, name)
    if not isinstance(data, dict):
        raise Unmappable(INVALID_RECORD, name, "data")
    if envelope.without_code:
        data = {key: value for key, value in data.items() if key not in _CODE}
    return _MAPPERS[name](Record(name, data, occasion))
