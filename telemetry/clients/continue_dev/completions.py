"""What became of a completion at the cursor, and of a predicted next edit. Pure.

Both are told of once it is decided, with the time at which the text was ready: the client makes the record then,
shows the text, and sends the record (its time unchanged) when the suggestion is taken, or after ten seconds. Where
it is taken after that, the record comes a second time; what both tell has the same ids, so it is stored once.
"""

from typing import Final

from telemetry.clients.continue_dev.records import Record
from telemetry.clients.continue_dev.stories import Story
from telemetry.clients.mapping import Document

TIMER_MS: Final = 10_000  # COUNT_COMPLETION_REJECTED_AFTER
_LONGEST_WAIT_US: Final = 3_600_000_000  # for a text, or for a decision; a longer one is a wrong clock


def autocomplete(record: Record) -> list[Document]:
    story, ready_us = _story(record), record.at_us
    prompt: Document = {"prefix": record.text_or_none("prefix"), "suffix": record.text_or_none("suffix")}
    _begin(story, record, "completion", prompt, "time", "filepath")
    story.show(ready_us)
    accepted = record.flag("accepted")
    if accepted:
        story.accept(_decided_us(record))
    elif accepted is False:
        story.dismiss(ready_us + TIMER_MS * 1000, "ignored", "timer", TIMER_MS)
    return story.events


def next_edit_outcome(record: Record) -> list[Document]:
    """An aborted prediction may never have been shown, and was neither taken nor refused."""
    story = _story(record)
    _begin(story, record, "inline_edit", {"instruction": record.text_or_none("prompt")}, "elapsed", "fileUri")
    if record.flag("aborted"):
        return story.events
    story.show(record.at_us)
    accepted = record.flag("accepted")
    if accepted:
        story.accept(_decided_us(record))
    elif accepted is False:  # the timer, a cursor that moved or a person's Escape: the client does not say which
        story.dismiss(_decided_us(record), "ignored", "timer")
    return story.events


def _story(record: Record) -> Story:
    """The machine's id often stands for the person, so the interaction's shows none of it."""
    machine, completion = record.text("uniqueId"), record.text("completionId")
    if not completion:
        return Story(record, record.name, record.data)
    return Story(record, machine, completion)


def _begin(story: Story, record: Record, surface: str, prompt: Document, latency: str, path: str) -> None:
    latency_ms = record.number(latency)
    waited_us = round((latency_ms or 0) * 1000)
    asked_us = record.at_us - (waited_us if waited_us <= _LONGEST_WAIT_US else 0)
    story.start(asked_us, surface, prompt, record.path(path))
    story.generate(record.at_us, record.text_or_none("completion"), latency_ms)


def _decided_us(record: Record) -> int:
    """The record does not say when; sent live, it arrives at that moment. Else the text's own time."""
    waited_us = record.occasion.received_us - record.at_us
    is_likely = record.occasion.live and 0 <= waited_us <= _LONGEST_WAIT_US
    return record.occasion.received_us if is_likely else record.at_us
