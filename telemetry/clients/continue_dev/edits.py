"""Edits asked for in words. Pure.

An outcome names no request: they are one interaction where editor, profile, file, prompt and completion are the
same. At the level without code neither carries texts, and each stays on its own.
"""

from telemetry.clients.continue_dev.records import Record
from telemetry.clients.continue_dev.stories import Story
from telemetry.clients.mapping import Document
from telemetry.clients.reading import inner_list


def edit_interaction(record: Record) -> list[Document]:
    story = _begun(record)
    story.show(record.at_us)
    return story.events


def edit_outcome(record: Record) -> list[Document]:
    """The client asks before it keeps an edit, so a person decided. An agent's edits it can be told to keep unasked,
    and does not say so; no rule makes a label of an acceptance alone, nor of a refusal whose display is unknown, and
    only an edit that was asked for has its display told (by the interaction).
    """
    story = _begun(record)
    accepted = record.flag("accepted")
    if accepted:
        story.accept(record.at_us)
    elif accepted is False:
        story.dismiss(record.at_us, "explicit", "human")
    return story.events


def quick_edit(record: Record) -> list[Document]:
    """The older form of an edit, without outcome, time or id: the text is what the difference leaves."""
    story = Story(record, record.name, record.data)
    prompt: Document = {"instruction": record.text_or_none("prompt"), "context": _side(record, "old")}
    story.start(record.at_us, "inline_edit", prompt, record.path("path"))
    story.generate(record.at_us, _side(record, "new"))
    return story.events


def _begun(record: Record) -> Story:
    prompt, completion = record.text_or_none("prompt"), record.text_or_none("completion")
    if prompt is None or completion is None:
        story = Story(record, record.name, record.data)
    else:
        place = [record.text(key) for key in ("userAgent", "selectedProfileId", "filepath")]
        story = Story(record, "edit", *place, prompt, completion)
    story.start(record.at_us, "inline_edit", {"instruction": prompt}, record.path("filepath"))
    story.generate(record.at_us, completion)
    return story


def _side(record: Record, side: str) -> str | None:
    """The lines of one side of `diffs`; None where it holds none at all, as at the level without code."""
    lines = inner_list(record.data, "diffs")
    kept = [line.get("line") for line in lines if line.get("type") in (side, "same")]
    return "\n".join(line for line in kept if isinstance(line, str)) if lines else None
