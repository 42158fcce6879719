"""While the database is away people get their pairs, and their votes wait on disk."""

import pytest

from telemetry.clients.outage import recovery
from tests.flows.processes import wait_until
from tests.telemetry.clients.copilot_arena.conftest import Arena, Models
from tests.telemetry.clients.copilot_arena.posts import outcome, pair_request
from tests.telemetry.clients.outage.conftest import Away, away, buffer_folder
from tests.telemetry.ingest.conftest import stored

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["away", "buffer_folder"]


def test_a_pair_made_and_voted_on_while_the_database_is_away_is_stored_later(
    arena: Arena, upstreams: Models, away: Away
) -> None:
    assert arena("GET", "list_models").status_code == 200  # the key and the upstreams are known from now on
    with away():
        made = arena("POST", "create_pair", pair_request())
        assert made.status_code == 200
        items = [one | {"version": "0.2.0"} for one in made.json()["completionItems"]]
        assert arena("PUT", "add_completion_outcome", outcome(items)).content == b"null"
        assert arena("POST", "user_vote_count", {"userId": "m-1"}).status_code == 503
    wait_until(lambda: not recovery.is_away(), "the database is back", 30)
    wait_until(lambda: len(stored()) >= 8, "what waited is stored", 30)
    found = [event["type"] for event in stored()]
    assert found.count("candidate.generated") == 2
    assert found.count("candidates.compared") == 1
    assert len({event["interaction_id"] for event in stored()}) == 1
