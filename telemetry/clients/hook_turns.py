"""The turn a session's hooks of Claude Code are in: those of old versions name the session,
but not the prompt they serve."""

from collections.abc import Iterable
from typing import Any, Final

from django.db import connection

from telemetry.clients.mapping import derived_name
from telemetry.contracts import interaction_uid
from telemetry.ingest.screening import Read
from telemetry.models import AgentTurn

CLIENT: Final = "claude-code-hook"  # begins the ids of what hooks tell
_STARTED: Final = "interaction.started"
# Nothing is kept of a turn whose prompt consent kept out.
_BEGIN: Final = """
INSERT INTO telemetry_agent_turn (project_id, session, started_us, interaction_id)
SELECT %(project)s, %(session)s, %(started_us)s, %(interaction)s
WHERE EXISTS (SELECT FROM telemetry_event WHERE interaction = %(uid)s AND project_id = %(project)s)
ON CONFLICT DO NOTHING
"""


def begin_turns(project_id: int, reads: Iterable[Read]) -> None:
    """Remembers the turns that begin in these events, which are stored by now. Their time is that of receipt."""
    for read in reads:
        if read.checked is not None and read.checked.type == _STARTED:
            values: dict[str, Any] = {
                "project": project_id,
                "session": session_key(read.checked.document.get("session_id", "")),
                "started_us": read.checked.occurred_us,
                "interaction": read.checked.interaction_id,
                "uid": interaction_uid(read.checked.interaction_id),
            }
            with connection.cursor() as cursor:
                cursor.execute(_BEGIN, values)


def current_turn(project_id: int, session_id: str) -> str:
    """The interaction id of the session's latest turn; empty where none is known."""
    turns = AgentTurn.objects.filter(project_id=project_id, session=session_key(session_id))
    return turns.order_by("-started_us").values_list("interaction_id", flat=True).first() or ""


def session_key(session_id: str) -> str:
    return derived_name(CLIENT, session_id)
