"""Tool calls of the agent. Pure.

The client tells of a call once, when it is over. Its two flags mean, together:
accepted, succeeded: it ran; refused, succeeded: a person cancelled it, and it did not run; refused, failed: it ran
and ended in an error, whatever anybody had decided.
"""

from typing import Any, Final

import msgspec

from telemetry.clients.commands import outcome_kind
from telemetry.clients.continue_dev.records import Record
from telemetry.clients.continue_dev.stories import Story
from telemetry.clients.mapping import Document
from telemetry.clients.reading import inner_list, text
from telemetry.ingest.bodies import mend_surrogates
from telemetry.ingest.errors import RejectedEvent
from telemetry.ingest.wire.check import check_depth

_TERMINALS: Final = frozenset({"run_terminal_command", "builtin_run_terminal_command"})


def tool_usage(record: Record) -> list[Document]:
    call = record.text("toolCallId").replace("\0", "")
    about = (record.text("functionName"), record.data.get("toolCallArgs"))
    story = Story(record, "tool", call, *about) if call else Story(record, record.name, record.data)
    story.start(record.at_us, "agent", {})
    base: Document = {"tool": record.name_of("functionName"), "call_id": call or None}
    arguments = _arguments(record)
    story.tell("tool.proposed", record.at_us, base | {"arguments": arguments}, actor="agent")
    _tell_decision(story, record, base)
    if not _is_cancelled(record):
        _tell_end(story, record, base, arguments)
    return story.events


def _is_cancelled(record: Record) -> bool:
    return record.flag("accepted") is False and record.flag("succeeded") is True


def _tell_decision(story: Story, record: Record, base: Document) -> None:
    """That a call ran does not say that a person let it: many tools are set to run unasked."""
    if _is_cancelled(record):
        _tell(story, record, "tool.decided", base | {"decision": "denied", "source": "user"}, actor="human")
    elif record.flag("accepted"):
        _tell(story, record, "tool.decided", base | {"decision": "approved", "source": "config"}, actor="policy")


def _tell_end(story: Story, record: Record, base: Document, arguments: Any) -> None:
    output = _output(record)
    end: Document = {"success": record.flag("succeeded"), "output": output}
    _tell(story, record, "tool.finished", base | end)
    if record.name_of("functionName") in _TERMINALS:
        command = text(arguments, "command") if isinstance(arguments, dict) else ""
        report: Document = {"kind": outcome_kind(command), "passed": None}  # no exit code is sent
        report |= {"command": command or None, "output": output}
        _tell(story, record, "outcome.reported", base | report)


def _tell(story: Story, record: Record, kind: str, data: Document, actor: str = "agent") -> None:
    """Another word on the same call is another event."""
    story.tell(kind, record.at_us, data, record.flag("accepted"), record.flag("succeeded"), actor=actor)


def _arguments(record: Record) -> Any:
    """The arguments are JSON in a text, and as the model wrote it: what cannot be read stays the text it is."""
    given = record.text_or_none("toolCallArgs")
    if given is None:
        return None
    try:
        arguments = msgspec.json.decode(mend_surrogates(given.encode()))
        check_depth({"data": {"arguments": arguments}})  # as deep as it lies in the event
    except (msgspec.DecodeError, RecursionError, RejectedEvent):
        return given
    return arguments


def _output(record: Record) -> str | None:
    """What the items of the output hold, one after the other."""
    parts = [item.get("content") for item in inner_list(record.data, "output")]
    texts = [part for part in parts if isinstance(part, str)]
    return "\n".join(texts) if texts else None
