"""A hook's body to a stored batch."""

from typing import Final

from telemetry.clients.claude_code_hooks.mapper import map_hook
from telemetry.clients.hook_turns import current_turn
from telemetry.clients.outage.gone import GONE
from telemetry.clients.outage.keep import store_or_keep
from telemetry.clients.outage.state import asking
from telemetry.clients.reading import read_object
from telemetry.clients.receive import Sender
from telemetry.ingest.bodies import Client

SOURCE: Final = "claude-code"
CLIENT: Final = Client("claude-code-hooks")


def receive_hook(sender: Sender, body: bytes, received_us: int) -> None:
    """Returns once what the hook tells is committed, or is on disk where the database is away.

    Raises MalformedBatch where the body is no JSON object, RateLimited or BufferFull.
    """
    mapped = map_hook(read_object(body), received_us, lambda session_id: _turn(sender.project.pk, session_id))
    store_or_keep(sender, SOURCE, CLIENT, mapped)


def _turn(project_id: int, session_id: str) -> str:
    """Empty while the database is away; each call then is an interaction of its own."""
    try:
        with asking():
            return current_turn(project_id, session_id)
    except GONE:
        return ""
