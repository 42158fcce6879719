"""What is sealed comes out as it went in, whatever the events hold."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flywheel.encryption import Undecryptable
from flywheel.projects.models import ConsentLevel, Project
from telemetry.clients.mapping import Mapped, MappedEvent, Unmappable, tally
from telemetry.clients.outage.kept import prepared_of, seal, unseal
from telemetry.clients.receive import Prepared, Sender, prepare
from telemetry.ingest.bodies import Client
from tests.telemetry.ingest.wire.strategies import broken_events, valid_events

PROJECT = Project(pk=7, slug="acme", pseudonym_key=b"k" * 32)
SENDER = Sender(PROJECT, 3, developer="d" * 32)


def comparable(prepared: Prepared) -> tuple[Any, ...]:
    reads = [read._replace(error=None) for read in prepared.reads]
    errors = [read.error and read.error.parts() for read in prepared.reads]
    return prepared.arrival, reads, errors


@given(st.lists(valid_events | broken_events(), max_size=4))
def test_posts_come_out_as_they_went_in(documents: list[dict[str, Any]]) -> None:
    mapped = Mapped([MappedEvent(*each) for each in enumerate(documents)], tally([Unmappable("no_signal", "ping")]))
    prepared = prepare(SENDER, "continue", Client("continue", "1.0"), mapped)
    assert comparable(prepared_of(unseal(seal(prepared)), PROJECT)) == comparable(prepared)


@pytest.mark.parametrize("level", [ConsentLevel.SIGNALS, ConsentLevel.NONE])
def test_a_policy_made_stricter_meanwhile_holds(level: ConsentLevel) -> None:
    prepared = prepare(SENDER, "continue", Client(), Mapped([], []))
    stricter = Project(pk=7, slug="acme", pseudonym_key=b"k" * 32, consent=level)
    assert prepared_of(unseal(seal(prepared)), stricter).arrival.consent is level


@given(st.binary(max_size=50))
def test_what_was_not_sealed_here_is_told_apart(content: bytes) -> None:
    with pytest.raises((Undecryptable, msgspec.DecodeError)):
        unseal(content)
