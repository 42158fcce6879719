"""What a mapper of one client's log records is."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from telemetry.clients.mapping import Document
from telemetry.clients.otlp.records import LogRecord


class Turn(NamedTuple):
    """A turn of a session that begins with this request, for clients whose later records do not name theirs. So is
    kept whatever holds for a session from a moment on, under a name of its own and with its value for an id."""

    session: str  # client and session, at most 200 characters
    started_us: int
    interaction_id: str


class Context(NamedTuple):
    """What a mapper may ask of the past."""

    turn_at: Callable[[str, int], str]  # (session, microseconds) → interaction id of the turn then under way, or ""


class RecordMapper(Protocol):
    """The records of one client. Registered in `telemetry.clients.otlp.mappers.registry`."""

    client: str  # as the Connect page names it: codex, claude-code, gemini-cli, copilot-chat, gen-ai

    def turns(self, records: Sequence[LogRecord]) -> list[Turn]:
        """The turns that begin in these records; they are in the context when `events` is called."""

    def events(self, record: LogRecord, context: Context) -> list[Document]:
        """The record's native events. Raises Unmappable where there are none."""
