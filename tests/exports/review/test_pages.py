import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from exports.models import Record
from flywheel.projects.models import Project
from tests.factories import RecordFactory
from tests.pages import member, read

UID = uuid.UUID("11111111-2222-3333-4444-555555555555")


@pytest.mark.parametrize("page", ["", "funnel/", "records/"])
def test_pages_are_for_members_with_and_without_data(project: Project, outsider_project: Project, page: str) -> None:
    path = f"/p/acme/{page}"
    read(member(outsider_project, "owner"), path, 404)
    viewer = member(project, "viewer")
    read(viewer, path)
    RecordFactory.create(project=project)
    RecordFactory.create(project=project, kind="unpaired", completion="x = 1", label=False)
    RecordFactory.create(project=project, kind="reward", completion="x = 1", reward=-0.3)
    read(viewer, path)


def test_a_pair_is_shown_as_a_difference_with_its_reason(project: Project) -> None:
    row = RecordFactory.create(project=project, flags=["conflict"], interactions=[UID], events=[uuid.uuid4()])
    page = read(member(project, "viewer"), f"/p/acme/records/{row.record_id}/?view=unified")
    assert "<del>" in page
    assert "<ins>" in page
    assert '<span class="hidden-visually">removed</span>' in page
    assert "<mark>" in page
    assert "accepted-then-edited" in page
    assert "conflict" in page
    assert f"/p/acme/interactions/{UID}/evidence/?event={row.events[0]}" in page


@pytest.mark.parametrize(("view", "tables"), [("split", 1), ("unified", 1), ("nonsense", 2)])
def test_the_difference_comes_split_or_unified_or_as_the_screen_allows(
    project: Project, view: str, tables: int
) -> None:
    row = RecordFactory.create(project=project)
    page = read(member(project, "viewer"), f"/p/acme/records/{row.record_id}/?view={view}")
    assert page.count("<caption") == tables


@pytest.mark.parametrize("kind", ["unpaired", "reward"])
def test_a_single_completion_is_shown_highlighted(project: Project, kind: str) -> None:
    row = RecordFactory.create(project=project, kind=kind, completion="return '<b>'", label=True, reward=1.0)
    page = read(member(project, "viewer"), f"/p/acme/records/{row.record_id}/")
    assert '<span class="k">return</span>' in page
    assert "<b>" not in page


def test_texts_too_long_to_compare_say_so(project: Project) -> None:
    row = RecordFactory.create(project=project, chosen="a\n" * 3000, rejected="b\n" * 10)
    page = read(member(project, "viewer"), f"/p/acme/records/{row.record_id}/?view=split")
    assert "too long to compare" in page


def test_another_projects_record_is_not_found(project: Project, outsider_project: Project) -> None:
    row = RecordFactory.create(project=outsider_project)
    assert member(project, "owner").get(f"/p/acme/records/{row.record_id}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=pair", ["p"]),
        ("rule=thumbs", ["u"]),
        ("language=rust", ["r"]),
        ("tier=high", ["r"]),
        ("least=0.7", ["p"]),
        ("most=0.4", ["u"]),
        ("least=0.5&most=0.6", ["r"]),
        ("group=" + "b" * 64, ["u"]),
        (f"interaction={UID}", ["r"]),
        ("kind=pair&language=rust", []),
    ],
)
def test_filters(project: Project, query: str, found: list[str]) -> None:
    RecordFactory.create(project=project, record_id="p", confidence=0.8)
    unpaired = {"kind": "unpaired", "rule": "thumbs", "confidence": 0.3, "group_id": "b" * 64}
    RecordFactory.create(project=project, record_id="u", **unpaired)
    reward = {"kind": "reward", "language": "rust", "tier": "high", "confidence": 0.55, "interactions": [UID]}
    RecordFactory.create(project=project, record_id="r", **reward)
    page = read(member(project, "viewer"), f"/p/acme/records/?{query}")
    assert [row for row in "pur" if f"/records/{row}/" in page] == found


@pytest.mark.parametrize(
    "query", ["least=x", "most=NaN", "least=-1", "kind=nope", "rule=%00", "interaction=1", "before=x"]
)
def test_nonsense_in_the_address_is_left_out(project: Project, query: str) -> None:
    RecordFactory.create(project=project)
    read(member(project, "viewer"), f"/p/acme/records/?{query}")


def test_pages_follow_by_key_and_neighbours_keep_the_filters(project: Project) -> None:
    rows = RecordFactory.create_batch(52, project=project)
    other = RecordFactory.create(project=project, kind="reward", completion="x", reward=1.0)
    viewer = member(project, "viewer")
    assert f"kind=pair&amp;before={rows[2].pk}" in read(viewer, "/p/acme/records/?kind=pair")
    assert read(viewer, f"/p/acme/records/?kind=pair&before={rows[2].pk}").count("data-row") == 2
    page = read(viewer, f"/p/acme/records/{rows[-1].record_id}/?kind=pair")
    assert f"/records/{rows[-2].record_id}/?kind=pair" in page
    assert other.record_id not in page


def test_the_list_reads_no_texts_and_never_counts(project: Project) -> None:
    RecordFactory.create_batch(3, project=project)
    viewer = member(project, "viewer")
    with CaptureQueriesContext(connection) as queries:
        read(viewer, "/p/acme/records/")
    assert not any('"chosen"' in query["sql"] or "COUNT(" in query["sql"] for query in queries)
    assert len(queries) < 10


def test_the_code_style_is_a_style_sheet_for_both_themes(client: Client, db: None) -> None:
    response = client.get("/code-style.css")
    assert response["Content-Type"].startswith("text/css")
    assert ".hl .k{color:light-dark(#" in response.content.decode()


def test_records_of_every_kind_are_in_the_figure(project: Project) -> None:
    RecordFactory.create_batch(2, project=project)
    page = read(member(project, "viewer"), "/p/acme/funnel/")
    assert '<rect class="bar pair" x="0.000%" width="100.000%"' in page
    assert Record.objects.count() == 2
