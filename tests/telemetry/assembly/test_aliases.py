"""One turn told by two sources: whatever comes first, the same interaction and the same records."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count, permutations
from typing import Any, NamedTuple

import pytest
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from exports.models import Record
from exports.preferences.run import derive_stale
from flywheel.projects.models import Project
from telemetry import clean_interactions
from telemetry.assembly.run import assemble_batches
from telemetry.cleaning.run import clean_stale
from telemetry.clients import joining
from telemetry.clients.mapping import Document, Mapped, MappedEvent, derived_id, event
from telemetry.clients.receive import Sender, store
from telemetry.contracts import interaction_uid
from telemetry.ingest.bodies import Client
from telemetry.ingest.receipts import Receipt
from telemetry.models import (
    Batch,
    CleanInteractionRow,
    InteractionAlias,
    InteractionRow,
    SourceActivity,
    ToolCallLink,
)
from tests.pages import PAGE_SETTINGS, member, read

HOOK_TURN, OTLP_TURN = "claude-code-hook:s1:aaaa", "claude-code:s1:p1"
HOOK, OTLP = interaction_uid(HOOK_TURN), interaction_uid(OTLP_TURN)
NOON_US = 1_795_176_000_000_000  # 2026-11-20T12:00:00Z
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
CALL = {"tool": "Write", "call_id": "toolu_1"}
ASKED = {"surface": "agent", "prompt": {"messages": [{"role": "user", "content": "Add a test."}]}}
CODE = "def test_one():\n    assert one() == 1\n"

Post = tuple[str, list[Document]]


def of(turn: str, kind: str, at_ms: int, data: dict[str, Any], **fields: str) -> Document:
    event_id = derived_id("test", turn, kind, at_ms, data)
    return event(kind, event_id, NOON_US + at_ms * 1000, interaction_id=turn, session_id="s1", data=data, **fields)


# The telemetry withholds the prompt and comes first by its own clock; the hooks tell it.
TOLD: dict[str, Post] = {
    "hook prompt": ("claude-code-hooks", [of(HOOK_TURN, "interaction.started", 5, ASKED, actor="system")]),
    "hook edit": (
        "claude-code-hooks",
        [
            of(HOOK_TURN, "tool.proposed", 900, CALL | {"arguments": {"content": CODE}}, actor="agent"),
            of(HOOK_TURN, "candidate.generated", 900, {"text": CODE}, candidate_id="toolu_1", actor="agent"),
            of(HOOK_TURN, "candidate.shown", 901, {}, candidate_id="toolu_1", actor="agent"),
        ],
    ),
    "hook test": (
        "claude-code-hooks",
        [of(HOOK_TURN, "outcome.reported", 2000, {"kind": "test", "passed": True, "exit_code": 0}, actor="system")],
    ),
    "telemetry prompt": ("claude-code", [of(OTLP_TURN, "interaction.started", 0, {"surface": "agent"}, actor="human")]),
    "telemetry decision": (
        "claude-code",
        [of(OTLP_TURN, "tool.decided", 800, CALL | {"decision": "approved", "source": "user"}, actor="human")],
    ),
}
ORDERS = list(permutations(TOLD))


def post(project: Project, name: str) -> Receipt:
    client, documents = TOLD[name]
    mapped = Mapped([MappedEvent(place, document) for place, document in enumerate(documents)], [])
    return store(Sender(project), "otlp", Client(client), mapped)


def advance() -> None:
    while assemble_batches() or clean_stale() or derive_stale():
        pass


def state(project: Project) -> dict[str, Any]:
    """All that telemetry and exports made of the events."""
    rows = InteractionRow.objects.filter(project_id=project.pk).order_by("uid")
    clean = CleanInteractionRow.objects.filter(project_id=project.pk).order_by("uid")
    records = Record.objects.filter(project_id=project.pk).order_by("rule")
    return {
        "interactions": list(rows.values_list("uid", "interaction_id", "event_count", "shown", "first_at", "document")),
        "clean": list(clean.values_list("uid", "state", "reasons", "document")),
        "records": list(records.values_list("kind", "rule", "label", "reward")),
        "activity": list(SourceActivity.objects.filter(interactions__gt=0).values_list("developer", "interactions")),
        "counts": clean_interactions.counts(project.pk),
    }


@pytest.fixture
def expected(project: Project) -> dict[str, Any]:
    """What must come of it, as read from the telemetry's side told last and assembled once."""
    for name in TOLD:
        post(project, name)
    advance()
    return state(project)


def test_both_sources_make_one_interaction(project: Project, expected: dict[str, Any]) -> None:
    joined = InteractionRow.objects.get(uid=OTLP)
    assert (joined.interaction_id, joined.event_count, joined.shown, joined.first_at) == (OTLP_TURN, 7, 1, NOON)
    emptied = InteractionRow.objects.get(uid=HOOK)
    assert (emptied.interaction_id, emptied.event_count, emptied.shown, emptied.first_at) == ("", 0, 0, None)
    left, kept = sorted(
        CleanInteractionRow.objects.values_list("uid", "state", "reasons"), key=lambda row: row[0] == OTLP
    )
    assert left == (HOOK, "dropped", ["require:merged"])
    assert kept[:2] == (OTLP, "kept")
    assert expected["records"] == [("unpaired", "tool-decision", True, None), ("reward", "verified-outcome", None, 1.0)]
    counts = expected["counts"]
    assert (counts.events, counts.interactions, counts.shown) == (7, 1, 1)
    assert (counts.clean, counts.dropped, "require:merged" in counts.reasons) == (1, 0, False)


@pytest.mark.parametrize("order", ORDERS[::3], ids=lambda order: ", ".join(order))
def test_no_order_of_arrival_changes_it(project: Project, outsider_project: Project, order: tuple[str, ...]) -> None:
    for name in TOLD:
        post(outsider_project, name)
    for name in order:
        post(project, name)
        advance()
    assert comparable(state(project)) == comparable(state(outsider_project))


def comparable(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name != "activity"}


def test_posting_again_changes_nothing(project: Project, expected: dict[str, Any]) -> None:
    for name in reversed(TOLD):
        receipt = post(project, name)
        assert (receipt.accepted, receipt.rejected, receipt.duplicates) == (0, 0, len(TOLD[name][1]))
        advance()
    assert state(project) == expected
    assert ToolCallLink.objects.count() == 2
    assert InteractionAlias.objects.count() == 1


def test_the_records_of_what_was_merged_are_replaced(project: Project) -> None:
    for name in ("hook prompt", "hook edit", "hook test"):
        post(project, name)
    advance()
    assert list(Record.objects.values_list("rule", "interactions")) == [("verified-outcome", [HOOK])]
    post(project, "telemetry decision")
    advance()
    assert sorted(Record.objects.values_list("rule", "interactions")) == [
        ("tool-decision", [OTLP]),
        ("verified-outcome", [OTLP]),
    ]


class Killed(BaseException):
    """The process died here."""


def killed(*_: object) -> None:
    raise Killed


def test_a_post_that_dies_before_its_commit_leaves_no_link(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    post(project, "hook edit")

    with monkeypatch.context() as patch:
        patch.setattr(joining, "_join", killed)
        with pytest.raises(Killed):
            post(project, "telemetry decision")
    assert not InteractionAlias.objects.exists()
    assert list(ToolCallLink.objects.values_list("told_by", flat=True)) == ["hook"]
    assert Batch.objects.count() == 1
    post(project, "telemetry decision")
    assert InteractionAlias.objects.get().into == OTLP


def test_a_worker_that_dies_leaves_the_work_to_the_next(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in TOLD:
        post(project, name)
    with monkeypatch.context() as patch:
        patch.setattr("telemetry.assembly.run.count_activity", killed)
        with pytest.raises(Killed):
            assemble_batches()
    assert not InteractionRow.objects.exists()
    advance()
    assert InteractionRow.objects.get(uid=OTLP).event_count == 7


def test_the_first_link_stays_and_no_chain_is_made(project: Project) -> None:
    for name in TOLD:
        post(project, name)
    other = of("claude-code:s1:p2", "tool.decided", 9000, CALL | {"decision": "denied"}, actor="human")
    second = of("claude-code:s1:p2", "tool.decided", 9001, {"call_id": "toolu_2", "decision": "denied"}, actor="human")
    late = of(HOOK_TURN, "tool.proposed", 9002, {"tool": "Bash", "call_id": "toolu_2"}, actor="agent")
    store(Sender(project), "otlp", Client("claude-code"), Mapped([MappedEvent(0, other), MappedEvent(1, second)], []))
    store(Sender(project), "claude-code", Client("claude-code-hooks"), Mapped([MappedEvent(0, late)], []))
    assert list(InteractionAlias.objects.values_list("uid", "into")) == [(HOOK, OTLP)]


def test_several_hook_interactions_may_be_one_turn(project: Project) -> None:
    """Where the hooks' turn is not known, each of its calls comes as an interaction of its own."""
    decisions = [
        of(OTLP_TURN, "tool.decided", at, {"call_id": f"toolu_{at}", "decision": "approved"}, actor="human")
        for at in (1, 2)
    ]
    store(Sender(project), "otlp", Client("claude-code"), Mapped([MappedEvent(0, each) for each in decisions], []))
    for at in (1, 2):
        data = {"tool": "Bash", "call_id": f"toolu_{at}", "arguments": {"command": "ls"}}
        ran = of(f"claude-code-hook:s1:toolu_{at}", "tool.proposed", at, data, actor="agent")
        store(Sender(project), "claude-code", Client("claude-code-hooks"), Mapped([MappedEvent(0, ran)], []))
        advance()
    assert InteractionRow.objects.get(uid=OTLP).event_count == 4
    assert clean_interactions.counts(project.pk).interactions == 1


def test_another_projects_calls_and_other_clients_are_never_joined(project: Project, outsider_project: Project) -> None:
    post(project, "hook edit")
    post(outsider_project, "telemetry decision")
    _, documents = TOLD["telemetry decision"]
    store(Sender(project), "otlp", Client("codex"), Mapped([MappedEvent(0, documents[0])], []))
    assert not InteractionAlias.objects.exists()
    assert sorted(ToolCallLink.objects.values_list("project_id", "told_by")) == sorted(
        [(project.pk, "hook"), (outsider_project.pk, "otlp")]
    )


def test_nothing_is_kept_of_the_calls_of_someone_who_consents_to_nothing(project: Project) -> None:
    project.consent = "none"
    project.save()
    for name in TOLD:
        post(project, name)
    assert not ToolCallLink.objects.exists()
    assert not InteractionAlias.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_sides_told_at_the_same_time_are_joined(project: Project) -> None:
    with transaction.atomic():
        post(project, "hook edit")  # linked, and not committed yet
        other = started(lambda: post(project, "telemetry decision"))
        wait_until(is_somebody_waiting)
    ended(other)
    assert InteractionAlias.objects.get().into == OTLP


@pytest.mark.django_db(transaction=True)
def test_an_alias_made_while_a_worker_waits_for_its_locks_is_seen(project: Project) -> None:
    before = next(
        name for number in count() if interaction_uid(name := f"claude-code-hook:s0:{number}") < min(HOOK, OTLP)
    )
    asked = of(before, "interaction.started", 0, ASKED, actor="system")
    store(Sender(project), "claude-code", Client("claude-code-hooks"), Mapped([MappedEvent(0, asked)], []))
    advance()
    again = of(before, "outcome.reported", 1, {"kind": "test", "passed": True}, actor="system")
    documents = [again, *TOLD["hook prompt"][1], *TOLD["hook edit"][1]]
    mapped = Mapped([MappedEvent(place, document) for place, document in enumerate(documents)], [])
    store(Sender(project), "claude-code", Client("claude-code-hooks"), mapped)
    with transaction.atomic():
        list(InteractionRow.objects.select_for_update().filter(uid=interaction_uid(before)))
        worker = started(assemble_batches)  # looks for aliases, finds none, and waits for the first of its rows
        wait_until(is_somebody_waiting)
        ended(started(lambda: post(project, "telemetry decision")))
        ended(started(assemble_batches))
        assert InteractionRow.objects.get(uid=OTLP).event_count == 5
    ended(worker)
    advance()
    assert InteractionRow.objects.get(uid=HOOK).event_count == 0
    assert InteractionRow.objects.get(uid=OTLP).event_count == 5


@pytest.mark.usefixtures("_page_settings")
def test_pages_lead_from_what_was_merged_to_where_it_went(project: Project) -> None:
    for name in TOLD:
        post(project, name)
    advance()
    viewer = member(project, "curator")
    listed = read(viewer, "/p/acme/interactions/")
    assert f"/p/acme/interactions/{OTLP}/" in listed
    assert str(HOOK) not in listed
    assert f"/p/acme/interactions/{HOOK}/" in read(viewer, "/p/acme/interactions/?reason=require:merged")
    assert f"/p/acme/interactions/{OTLP}/" in read(viewer, f"/p/acme/interactions/{HOOK}/")
    joined = read(viewer, f"/p/acme/interactions/{OTLP}/")
    assert "Add a test." in joined
    assert "tool.decided" in joined
    assert "Another source" not in joined


@pytest.fixture
def _page_settings(settings: Settings) -> None:
    for name, value in PAGE_SETTINGS.items():
        setattr(settings, name, value)


class Task(NamedTuple):
    thread: threading.Thread
    errors: list[BaseException]


def started(work: Callable[[], object]) -> Task:
    """The work in a thread with a database connection of its own."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return Task(thread, errors)


def ended(task: Task) -> None:
    task.thread.join(20)
    assert not task.thread.is_alive()
    assert task.errors == []


def is_somebody_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees the first answer for ever
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
