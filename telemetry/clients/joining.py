"""Claude Code tells of a turn in two ways, hooks and telemetry. What they say of the same tool calls makes them one.

Where the hooks name the prompt, both tell of the same interaction. Old versions' hooks do not, and put a call in an
interaction of their own. As soon as both are known, the hooks' interaction becomes an alias of the telemetry's, for
which assembly then reads the events of both. Links and aliases are committed with the events
that complete them, so no worker sees the one without the other.
"""

from collections.abc import Iterable
from typing import Any, Final

from django.db import connection, transaction

from telemetry.clients.hook_turns import begin_turns
from telemetry.clients.reading import fits_id
from telemetry.contracts import interaction_uid
from telemetry.ingest.accept import accept_events
from telemetry.ingest.arrival import Arrival
from telemetry.ingest.receipts import Receipt
from telemetry.ingest.screening import Read
from telemetry.models import InteractionAlias

HOOK: Final = "hook"
OTLP: Final = "otlp"
_TOLD_BY: Final = {"claude-code-hooks": HOOK, "claude-code": OTLP}  # by the client's name
_LOCK: Final = 0x6A6F696E  # held, with the project's id, while links are compared
# Nothing is kept of a call whose events consent kept out.
_LINK: Final = """
INSERT INTO telemetry_tool_call_link (project_id, call_id, told_by, interaction_id)
SELECT %(project)s, t.call_id, %(told_by)s, t.interaction_id
FROM unnest(%(calls)s::text[], %(interactions)s::text[], %(uids)s::uuid[]) AS t (call_id, interaction_id, uid)
WHERE EXISTS (SELECT FROM telemetry_event e WHERE e.interaction = t.uid AND e.project_id = %(project)s)
ON CONFLICT DO NOTHING
"""
_PAIRS: Final = """
SELECT h.interaction_id, o.interaction_id
FROM telemetry_tool_call_link h JOIN telemetry_tool_call_link o USING (project_id, call_id)
WHERE project_id = %s AND call_id = ANY(%s) AND h.told_by = 'hook' AND o.told_by = 'otlp'
  AND h.interaction_id <> o.interaction_id
ORDER BY array_position(%s, call_id::text)
"""


def accept_joined(arrival: Arrival, reads: list[Read], *, events_per_minute: int | None = None) -> Receipt:
    """`accept_events` for foreign clients: what joins Claude Code's two sources is committed with the events."""
    told_by = _TOLD_BY.get(arrival.client.name)
    if told_by is None:
        return accept_events(arrival, reads, events_per_minute=events_per_minute)
    with transaction.atomic():
        receipt = accept_events(arrival, reads, events_per_minute=events_per_minute)
        if told_by == HOOK:
            begin_turns(arrival.project_id, reads)
        link_calls(arrival.project_id, told_by, calls_of(reads))
    return receipt


def calls_of(reads: Iterable[Read]) -> dict[str, str]:
    """The interaction of each tool call the events name, in order; the first one counts."""
    calls: dict[str, str] = {}
    for read in reads:
        if read.checked is not None:
            call_id = read.checked.document.get("data", {}).get("call_id")
            if isinstance(call_id, str) and fits_id(call_id):
                calls.setdefault(call_id, read.checked.interaction_id)
    return calls


def link_calls(project_id: int, told_by: str, calls: dict[str, str]) -> None:
    """Remembers in which interaction (the value) one side told of a call (the key), and joins what that completes.

    To be called in the transaction that stored the events, after them. The first link of a call and the first alias
    of an interaction stay.
    """
    if not calls:
        return
    assert connection.in_atomic_block
    named = list(calls)
    values: dict[str, Any] = {
        "project": project_id,
        "told_by": told_by,
        "calls": named,
        "interactions": list(calls.values()),
        "uids": [interaction_uid(each) for each in calls.values()],
    }
    with connection.cursor() as cursor:
        # Else two sides told at once would each not see the other's link.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, project_id])
        cursor.execute(_LINK, values)
        cursor.execute(_PAIRS, [project_id, named, named])
        pairs = cursor.fetchall()
    _join(project_id, pairs)


def _join(project_id: int, pairs: list[tuple[str, str]]) -> None:
    into = dict(reversed(pairs))  # the first of each
    aliases = [
        InteractionAlias(project_id=project_id, uid=interaction_uid(hook), into=interaction_uid(otlp))
        for hook, otlp in into.items()
    ]
    InteractionAlias.objects.bulk_create(aliases, ignore_conflicts=True)
