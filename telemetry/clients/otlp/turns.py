"""The turns of agents' sessions, remembered between requests: later records do not name the turn they belong to."""

from bisect import bisect_right
from collections.abc import Iterable

from telemetry.clients.otlp.mappers.mapper import Turn
from telemetry.clients.reading import fits_id
from telemetry.models import AgentTurn


class Turns:
    """Where the turns of each session begin. `turn_at` is what mappers ask, and `unknown` what it did not know."""

    def __init__(self) -> None:
        self._starts: dict[str, dict[int, str]] = {}
        self._order: dict[str, list[int]] = {}
        self._asked: set[str] = set()

    def add(self, turns: Iterable[Turn]) -> None:
        for session, started_us, interaction_id in turns:
            self._starts.setdefault(session, {})[started_us] = interaction_id
            self._order.pop(session, None)

    def turn_at(self, session: str, at_us: int) -> str:
        """The interaction id of the turn under way at that moment; empty where none had begun."""
        self._asked.add(session)
        starts = self._starts.get(session, {})
        order = self._order.get(session)
        if order is None:
            order = self._order[session] = sorted(starts)
        place = bisect_right(order, at_us)
        return starts[order[place - 1]] if place else ""

    def asked(self) -> set[str]:
        """The sessions asked for since the last time this was called."""
        asked, self._asked = self._asked, set()
        return asked


def remember(project_id: int, turns: Iterable[Turn]) -> None:
    """Those known already stay as they are."""
    rows = [
        AgentTurn(project_id=project_id, session=session, started_us=started_us, interaction_id=interaction_id)
        for session, started_us, interaction_id in sorted(set(turns))
        if fits_id(session) and fits_id(interaction_id)
    ]
    AgentTurn.objects.bulk_create(rows, ignore_conflicts=True)


def recall(project_id: int, sessions: Iterable[str]) -> list[Turn]:
    """Every known turn of the sessions, in one query."""
    named = [session for session in sessions if fits_id(session)]
    if not named:
        return []
    found = AgentTurn.objects.filter(project_id=project_id, session__in=named)
    return [Turn(*row) for row in found.values_list("session", "started_us", "interaction_id")]
