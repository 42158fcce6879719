"""The timeline of an interaction: the order of assembly, whatever order the rows come in."""

import json
import uuid
from datetime import UTC, datetime, timedelta

from telemetry.pages.events import Row, lines

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def row(kind: str, at_us: int, number: int, **data: object) -> Row:
    payload = json.dumps({"type": kind, "data": data})
    return uuid.UUID(int=number), uuid.UUID(int=0), kind, START + timedelta(microseconds=at_us), payload


def test_steps_within_a_millisecond_come_as_the_client_counted_them() -> None:
    rows = [
        row("tool.finished", 5_100, 1, sequence=3),
        row("tool.proposed", 5_900, 2, sequence=1),
        row("tool.decided", 5_300, 3, sequence=2),
        row("interaction.started", 4_000, 9),
    ]
    assert [(line.type, line.offset_s) for line in lines(rows)] == [
        ("interaction.started", 0.0),
        ("tool.proposed", 0.0019),
        ("tool.decided", 0.0013),
        ("tool.finished", 0.0011),
    ]


def test_no_rows_are_no_lines() -> None:
    assert lines([]) == []
