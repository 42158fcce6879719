import uuid
from datetime import timedelta

import pytest

from flywheel.projects.models import Project
from telemetry.contracts import interaction_uid
from telemetry.models import QuarantinedEvent
from tests.factories import (
    NOON,
    BatchFactory,
    CleanInteractionFactory,
    InteractionFactory,
    QuarantinedEventFactory,
    insert_event,
)
from tests.pages import member, read

UID = uuid.UUID("11111111-2222-3333-4444-555555555555")
GOOD = (
    '{"event_id": "0b8a6ec6-a9fb-426a-aaa3-b8cb2b79a098", "type": "candidate.shown", "candidate_id": "c1",'
    ' "occurred_at": "2026-11-20T12:00:00Z", "session_id": "s1", "interaction_id": "i1",'
    ' "data": {"position": 0}}'
)


@pytest.mark.parametrize(
    "page", ["quarantine/", "held/", "interactions/", "connect/", "activity/", "connect/first-event/"]
)
def test_pages_are_for_members_with_and_without_data(project: Project, outsider_project: Project, page: str) -> None:
    path = f"/p/acme/{page}"
    read(member(outsider_project, "owner"), path, 404)
    viewer = member(project, "viewer")
    read(viewer, path)
    BatchFactory.create(project=project)
    QuarantinedEventFactory.create(project=project)
    InteractionFactory.create(project=project)
    read(viewer, path)


def test_a_project_that_is_not_there_looks_like_one_of_others(project: Project, outsider_project: Project) -> None:
    outsider = member(outsider_project, "owner")
    for slug in ("acme", "nowhere"):
        page = read(outsider, f"/p/{slug}/quarantine/", 404)
        assert "There is nothing here, or it belongs to a project you are not a member of." in page
        assert slug not in page


def test_an_interaction_shows_its_events_in_order_with_what_cleaning_did(project: Project) -> None:
    InteractionFactory.create(project=project, uid=UID, interaction_id="asked")
    marks = [{"stage": "redact", "reason": "aws_key", "where": "prompt.prefix", "count": 2}]
    CleanInteractionFactory.create(project=project, uid=UID, marks=marks, reasons=["redact:aws_key"])
    insert_event(project, UID, "candidate.accepted", NOON + timedelta(seconds=3), data={"kind": "full"})
    insert_event(project, UID, "candidate.generated", data={"text": "<script>alert(1)</script>\n"}, actor="system")
    page = read(member(project, "curator"), f"/p/acme/interactions/{UID}/")
    assert page.index("candidate.generated") < page.index("candidate.accepted")
    assert "+3.000 s" in page
    assert "aws_key" in page
    assert "&lt;script&gt;alert(1)" in page


def test_what_events_carry_is_not_shown_to_viewers(project: Project) -> None:
    """Events are kept as they came; scrubbing happens after them."""
    insert_event(project, UID, "candidate.generated", data={"text": "password = 'hunter2'"})
    assert "hunter2" not in read(member(project, "viewer"), f"/p/acme/interactions/{UID}/")
    assert "hunter2" in read(member(project, "curator"), f"/p/acme/interactions/{UID}/")


@pytest.mark.parametrize(
    "text", ["</script><img/src=x/onerror=alert(1)>", "\u202e\u2066evil", "\x1b[31m\x00\x07", "a" * 1_000_000]
)
def test_whatever_events_carry_is_shown_escaped_and_cut(project: Project, text: str) -> None:
    named = text[:100].replace("\0", "")
    data = {"text": text, named: {"deep": [text]}}
    insert_event(project, UID, "candidate.generated", data=data, candidate_id=named)
    row = QuarantinedEventFactory.create(project=project, payload=text.replace("\0", ""), message="<img src=x>")
    curator = member(project, "curator")
    for path in (f"/p/acme/interactions/{UID}/", f"/p/acme/quarantine/{row.pk}/", "/p/acme/quarantine/"):
        page = read(curator, path)
        assert "<img" not in page
        assert len(page) < 1_100_000


def test_another_projects_interaction_is_not_found(project: Project, outsider_project: Project) -> None:
    insert_event(outsider_project, UID, "candidate.shown")
    assert member(project, "owner").get(f"/p/acme/interactions/{UID}/").status_code == 404
    assert "no longer kept" in read(member(project, "viewer"), f"/p/acme/interactions/{UID}/evidence/")


def test_evidence_names_only_the_events_asked_for(project: Project) -> None:
    wanted = insert_event(project, UID, "candidate.accepted")
    insert_event(project, UID, "candidate.shown")
    page = read(member(project, "viewer"), f"/p/acme/interactions/{UID}/evidence/?event={wanted}&event=nonsense")
    assert "candidate.accepted" in page
    assert "candidate.shown" not in page


def test_interactions_are_filtered_by_what_cleaning_said(project: Project) -> None:
    for name, state, reason in (
        ("kept-one", "kept", "redact:email"),
        ("dropped-one", "dropped", "dedup:exact"),
    ):
        row = InteractionFactory.create(project=project, interaction_id=name)
        CleanInteractionFactory.create(project=project, uid=row.uid, state=state, reasons=[reason])
    page = read(member(project, "viewer"), "/p/acme/interactions/?state=dropped&reason=dedup:exact")
    assert "dropped-one" in page
    assert "kept-one" not in page


def test_older_rows_follow_by_key(project: Project) -> None:
    rows = InteractionFactory.create_batch(51, project=project)
    page = read(member(project, "viewer"), "/p/acme/interactions/")
    assert f"before={rows[1].pk}" in page
    older = read(member(project, "viewer"), f"/p/acme/interactions/?before={rows[1].pk}")
    assert older.count("data-row") == 1


@pytest.mark.parametrize(
    "query", ["before=-1", "before=x", "before=" + "9" * 30, "code=%00", "state=%00", "reason=%00"]
)
def test_nonsense_in_the_address_is_no_error(project: Project, query: str) -> None:
    for page in ("quarantine", "interactions"):
        read(member(project, "viewer"), f"/p/acme/{page}/?{query}")


def test_connect_waits_for_the_first_event_and_then_stops_asking(project: Project) -> None:
    viewer = member(project, "viewer")
    assert 'hx-trigger="every 2s"' in read(viewer, "/p/acme/connect/first-event/")
    BatchFactory.create(project=project)
    page = read(viewer, "/p/acme/connect/first-event/")
    assert "Events are arriving" in page
    assert "hx-get" not in page


def test_a_mended_event_is_accepted_and_leaves_quarantine(project: Project) -> None:
    row = QuarantinedEventFactory.create(project=project)
    curator = member(project, "curator")
    assert "occurred_at" in read(curator, f"/p/acme/quarantine/{row.pk}/")
    answer = curator.post(f"/p/acme/quarantine/{row.pk}/replay/", {"payload": GOOD})
    row.refresh_from_db()
    assert row.state == QuarantinedEvent.State.REPLAYED
    event_id = "0b8a6ec6-a9fb-426a-aaa3-b8cb2b79a098"
    assert answer["Location"] == f"/p/acme/interactions/{interaction_uid('i1')}/#{event_id}"
    page = read(curator, answer["Location"])
    assert "Replayed: the event is stored" in page
    assert f'id="{event_id}"' in page


def test_what_consent_keeps_out_is_replayed_without_a_place_to_show(project: Project) -> None:
    Project.objects.update(consent="none")
    row = QuarantinedEventFactory.create(project=project)
    answer = member(project, "curator").post(f"/p/acme/quarantine/{row.pk}/replay/", {"payload": GOOD})
    assert answer["Location"] == f"/p/acme/quarantine/{row.pk}/"


@pytest.mark.parametrize("payload", ["", "{", '{"type": "candidate.shown"}', "[" * 5000, "\x00", "NaN"])
def test_what_is_still_wrong_stays_in_the_editor(project: Project, payload: str) -> None:
    row = QuarantinedEventFactory.create(project=project)
    response = member(project, "curator").post(f"/p/acme/quarantine/{row.pk}/replay/", {"payload": payload})
    assert response.status_code == 422
    assert "Not replayed" in response.content.decode()
    row.refresh_from_db()
    assert row.state == QuarantinedEvent.State.HELD


def test_discarding_keeps_the_event_listed(project: Project) -> None:
    row = QuarantinedEventFactory.create(project=project)
    curator = member(project, "curator")
    curator.post(f"/p/acme/quarantine/{row.pk}/discard/")
    assert "Nothing is held" in read(curator, "/p/acme/quarantine/")
    assert "invalid_field" in read(curator, "/p/acme/quarantine/?state=discarded")


def test_mending_is_for_curators_of_the_project(project: Project, outsider_project: Project) -> None:
    row = QuarantinedEventFactory.create(project=project)
    for action in ("replay", "discard"):
        path = f"/p/acme/quarantine/{row.pk}/{action}/"
        assert member(project, "viewer").post(path, {"payload": GOOD}).status_code == 403
        assert member(outsider_project, "owner").post(path, {"payload": GOOD}).status_code == 404
        foreign = f"/p/rival/quarantine/{row.pk}/{action}/"
        assert member(outsider_project, "owner").post(foreign, {"payload": GOOD}).status_code == 404
        assert member(project, "curator").get(path).status_code == 405
    row.refresh_from_db()
    assert row.state == QuarantinedEvent.State.HELD
