"""The records of one request to native events, a batch for each client. Pure but for `recall`, which asks the past."""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from telemetry.clients.mapping import (
    INVALID_RECORD,
    UNKNOWN_CLIENT,
    UNKNOWN_EVENT,
    Document,
    Mapped,
    MappedEvent,
    Unmappable,
    tally,
)
from telemetry.clients.otlp.mappers.mapper import Context, Turn
from telemetry.clients.otlp.mappers.registry import MAPPERS, mapper_of
from telemetry.clients.otlp.naming import CLIENTS, client_of, prefix_of
from telemetry.clients.otlp.records import LogRecord
from telemetry.clients.otlp.turns import Turns
from telemetry.clients.reading import text
from telemetry.ingest.bodies import Client

_VERSION_LENGTH: Final = 100
_MOST_CLIENTS: Final = 100  # told apart within a request; each makes a batch

Recall = Callable[[set[str]], list[Turn]]


class Batch(NamedTuple):
    """What one client sent within a request."""

    client: Client
    mapped: Mapped


class Outcome(NamedTuple):
    """One record's events, or why it has none."""

    record: LogRecord
    events: list[Document]
    error: Unmappable | None = None


def turns_of(records: Iterable[LogRecord]) -> list[Turn]:
    """The turns that begin in a request."""
    by_prefix: dict[str, list[LogRecord]] = {}
    for record in records:
        by_prefix.setdefault(prefix_of(record.name), []).append(record)
    return [
        turn
        for prefix, mine in by_prefix.items()
        if (mapper := MAPPERS.get(prefix)) is not None
        for turn in mapper.turns(mine)
    ]


def map_records(records: list[LogRecord], begun: list[Turn], recall: Recall) -> list[Batch]:
    """`begun` are the turns of these records. Earlier ones are recalled at once, for all sessions a mapper asked for,
    and where there are any the records that asked are mapped again."""
    turns = Turns()
    turns.add(begun)
    outcomes, asking, sessions = [], [], set[str]()
    for place, record in enumerate(records):
        outcomes.append(_map(record, turns))
        if asked := turns.asked():
            asking.append(place)
            sessions |= asked
    if earlier := recall(sessions) if sessions else []:
        turns.add(earlier)
        for place in asking:
            outcomes[place] = _map(records[place], turns)
    return [Batch(client, _mapped(mine)) for client, mine in _grouped(outcomes).items()]


def _map(record: LogRecord, turns: Turns) -> Outcome:
    mapper = mapper_of(record)
    try:
        if mapper is None:
            raise Unmappable(UNKNOWN_EVENT if _client(record).name in CLIENTS.values() else UNKNOWN_CLIENT)
        return Outcome(record, mapper.events(record, Context(turns.turn_at)))
    except RecursionError:  # JSON within a text, that could just be read but not be written again
        return Outcome(record, [], Unmappable(INVALID_RECORD, record.name))
    except Unmappable as error:
        error.name = error.name or record.name
        return Outcome(record, [], error)


def _mapped(outcomes: list[Outcome]) -> Mapped:
    events = [MappedEvent(one.record.index, document) for one in outcomes for document in one.events]
    return Mapped(events, tally([one.error for one in outcomes if one.error]))


def _grouped(outcomes: list[Outcome]) -> dict[Client, list[Outcome]]:
    groups: dict[Client, list[Outcome]] = {}
    for outcome in outcomes:
        client = _client(outcome.record)
        if client not in groups and len(groups) >= _MOST_CLIENTS:
            client = Client(client.name if client.name in CLIENTS.values() else "")
        groups.setdefault(client, []).append(outcome)
    return groups


def _client(record: LogRecord) -> Client:
    name = client_of(record.name, text(record.resource, "service.name"), record.scope)
    version = text(record.resource, "service.version")[:_VERSION_LENGTH]
    if version.removeprefix("v") == text(record.resource, "process.runtime.version"):
        version = ""  # Gemini CLI gives that of Node.js for its own
    return Client(name, "".join(filter(str.isprintable, version)))
