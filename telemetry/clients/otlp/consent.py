"""Whose turns may be remembered: of people who let nothing be stored, not even where a turn began."""

from collections.abc import Sequence

from flywheel.database import raw_cursor
from flywheel.projects.models import ConsentLevel
from flywheel.projects.pseudonyms import pseudonym
from telemetry.clients.otlp.people import developer_of
from telemetry.clients.otlp.records import LogRecord
from telemetry.clients.receive import Sender
from telemetry.ingest.consent.ledger import Ledger
from telemetry.ingest.consent.levels import read_levels


def permitted(sender: Sender, records: Sequence[LogRecord]) -> list[LogRecord]:
    """The records of which the stricter of the project's policy and the developer's level lets something be stored."""
    key = bytes(sender.project.pseudonym_key)
    people = {name: pseudonym(key, name) if name else sender.developer for name in set(map(developer_of, records))}
    with raw_cursor() as cursor:
        known = read_levels(cursor, sender.project.pk, sorted(set(people.values()) - {""}))
    ledger = Ledger(ConsentLevel(sender.project.consent), known)
    return [one for one in records if ledger.level(people[developer_of(one)]) is not ConsentLevel.NONE]
