"""Native events out of log records: what the mappers of all clients do alike. Pure."""

from collections.abc import Callable
from typing import NamedTuple

from telemetry.clients.mapping import Document, event
from telemetry.clients.otlp.people import developer_of
from telemetry.clients.otlp.records import LogRecord, record_id


class Steps(NamedTuple):
    """Makes the events of one client's records."""

    client: str
    session_of: Callable[[LogRecord], str]  # the id, empty where the record names none
    interaction_of: Callable[[LogRecord], str]
    places: int = 1  # in the order of the events of one record

    def event(
        self,
        kind: str,
        record: LogRecord,
        data: Document,
        *,
        step: int = 0,
        actor: str = "agent",
        interaction: str = "",
        candidate: str = "",
        at_us: int | None = None,
        parts: tuple[str, ...] = (),
    ) -> Document:
        """`step` is the event's place among the record's; `parts` tell several of one kind apart. Interaction and time
        are the record's unless they are given."""
        return event(
            kind,
            record_id(self.client, record, kind, *parts),
            record.at_us if at_us is None else at_us,
            interaction_id=interaction or self.interaction_of(record),
            session_id=self.session_of(record),
            developer_id=developer_of(record),
            candidate_id=candidate,
            actor=actor,
            data=data | {"sequence": record.sequence * self.places + min(step, self.places - 1)},
        )
