"""Tabby's server surface over HTTP, from the traffic of the real agent to stored events."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from flywheel.projects.models import Project
from flywheel.projects.pseudonyms import pseudonym
from telemetry.clients.mapping import derived_id
from telemetry.models import Batch, Upstream
from tests.telemetry.clients.tabby.conftest import FIXTURE_ID, Tabby, add_upstream, recorded
from tests.telemetry.clients.tabby.upstream import TabbyUpstream
from tests.telemetry.ingest.conftest import stored

pytestmark = pytest.mark.django_db

PREFIX = "def add(a, b):\n    "
ASK = {"language": "python", "segments": {"prefix": PREFIX, "suffix": ""}}
INTERACTION = f"tabby:{FIXTURE_ID}"


def by_type() -> dict[str, list[dict[str, Any]]]:
    """Stored events without what differs from run to run, by type."""
    found: dict[str, list[dict[str, Any]]] = {}
    for payload in stored():
        payload.pop("occurred_at")
        payload["data"].pop("latency_ms", None)
        found.setdefault(payload.pop("type"), []).append(payload)
    return found


def candidate_event(*parts: object, actor: str, **data: Any) -> dict[str, Any]:
    return {
        "event_id": derived_id("tabby", FIXTURE_ID, *parts),
        "interaction_id": INTERACTION,
        "candidate_id": "0",
        "actor": actor,
        "data": data,
    }


def test_the_agents_own_traffic_becomes_these_events_and_no_more_the_second_time(
    project: Project, upstream: TabbyUpstream, tabby: Tabby
) -> None:
    add_upstream(project, upstream)
    upstream.completion_id = FIXTURE_ID
    for line in recorded() * 2:
        response = tabby(line.method, line.path, line.body)
        assert response.status_code == 200, (line.path, response.content)
    found = by_type()
    assert found == {
        "interaction.started": [
            {
                "event_id": derived_id("tabby", FIXTURE_ID, "started"),
                "interaction_id": INTERACTION,
                "actor": "system",
                "data": {
                    "surface": "completion",
                    "language": "python",
                    "prompt": {"prefix": "def add(a, b):\n    ", "suffix": ""},
                },
            }
        ],
        "candidate.generated": [
            candidate_event("generated", 0, actor="system", text="return a + b", sequence=0)
            | {"data": found["candidate.generated"][0]["data"]}
        ],
        "candidate.shown": [candidate_event(0, "view", "", "view-1-at-2", None, actor="system")],
        "candidate.accepted": sorted(
            [
                candidate_event(0, "select", "", "view-1-at-2", 512, actor="human", kind="full", visible_ms=512),
                candidate_event(0, "select", "line", "view-1-at-2", 700, actor="human", kind="partial", visible_ms=700),
            ],
            key=lambda event: event["event_id"],
        ),
        "candidate.dismissed": [
            candidate_event(0, "dismiss", "", "view-1-at-2", 900, actor="human", visible_ms=900),
        ],
    }
    generated = found["candidate.generated"][0]["data"]
    assert (generated["text"], generated["sequence"]) == ("return a + b", 0)
    assert "propensity" not in generated
    assert set(Batch.objects.values_list("source", "client_name", "rejected")) == {("tabby", "tabby", 0)}


def test_health_is_what_the_agent_accepts_and_what_newer_ones_look_for(tabby: Tabby) -> None:
    for method in ("GET", "POST"):
        body = json.loads(tabby(method, "/v1/health").content)
        assert set(body) >= {
            *("model", "chat_model", "device", "models", "arch", "cpu_info", "cpu_count", "cuda_devices"),
            *("version", "webserver"),
        }
        assert set(body["version"]) == {"build_date", "build_timestamp", "git_sha", "git_describe"}
        assert body["version"]["git_describe"].startswith("v0.")
    setting = tabby("GET", "/v1beta/server_setting")
    assert json.loads(setting.content) == {"disable_client_side_telemetry": True}


@pytest.mark.parametrize("prefix", ["/clients/tabby/", "/clients/tabby"], ids=["doubled", "single"])
def test_every_address_answers_with_a_doubled_slash_too(
    project: Project, upstream: TabbyUpstream, tabby: Tabby, prefix: str
) -> None:
    add_upstream(project, upstream)
    event = {"type": "view", "completion_id": "c", "choice_index": 0}
    requests: list[tuple[str, str, Any]] = [
        ("GET", "/v1/health", None),
        ("GET", "/v1beta/server_setting", None),
        ("POST", "/v1/completions", ASK),
        ("POST", "/v1/events?select_kind=line", event),
    ]
    assert [tabby(*request, prefix=prefix).status_code for request in requests] == [200] * 4


def test_all_of_it_asks_for_a_key_that_may_write_events(tabby: Tabby, make_key: Callable[..., str]) -> None:
    reader = make_key("datasets:read")
    for method, path in [
        *(("GET", "/v1/health"), ("GET", "/v1beta/server_setting")),
        *(("POST", "/v1/completions"), ("POST", "/v1/events")),
    ]:
        assert tabby(method, path, ASK, token="fw_un_known").status_code == 401
        assert tabby(method, path, ASK, token=reader).status_code == 403


def test_without_an_upstream_there_are_no_completions(project: Project, upstream: TabbyUpstream, tabby: Tabby) -> None:
    add_upstream(project, upstream, weight=0)
    response = tabby("POST", "/v1/completions", ASK)
    assert (response.status_code, json.loads(response.content)["code"]) == (501, "no_upstream")
    assert stored() == []


def test_the_answer_is_tabbys_and_the_request_is_kept_without_clipboard_and_credentials(
    project: Project, upstream: TabbyUpstream, tabby: Tabby
) -> None:
    add_upstream(project, upstream, checkpoint="round-3")
    segments = {
        "prefix": "a", "suffix": "z", "filepath": "src/x.rs", "clipboard": "pa55word",
        "git_url": "https://jane:tok3n@git.example/org/repo.git?x=1",
        "declarations": [{"filepath": "src/y.rs", "body": "fn y()"}, {"filepath": "none"}],
        "relevant_snippets_from_changed_files": [{"filepath": "src/z.rs", "body": "fn z()", "score": 1.5}],
    }  # fmt: skip
    ask = {"segments": segments, "user": "jane@example.org", "temperature": 0.5, "seed": 7}
    response = tabby("POST", "/v1/completions", ask)
    answer = json.loads(response.content)
    assert answer["choices"] == [{"index": 0, "text": "return a + b"}]
    assert answer["id"].startswith("cmpl-")
    assert upstream.bodies == [{"segments": segments, "temperature": 0.5, "seed": 7}]
    (started,) = by_type()["interaction.started"]
    assert started["data"] == {
        "surface": "completion",
        "prompt": {"prefix": "a", "suffix": "z", "context": "src/y.rs\nfn y()\n\nsrc/z.rs\nfn z()"},
        "language": "rust",
        "file_path": "src/x.rs",
        "repository": "https://git.example/org/repo.git",
    }
    (generated,) = by_type()["candidate.generated"]
    assert generated["data"]["checkpoint"] == "round-3"
    assert started["developer"] == generated["developer"] == pseudonym(b"k" * 32, "jane@example.org")
    assert generated["interaction_id"] == started["interaction_id"] == f"tabby:{answer['id']}"
    assert "pa55word" not in json.dumps(stored())
    assert "tok3n" not in json.dumps(stored())
    assert "jane" not in json.dumps(stored())


@pytest.mark.parametrize("given", ["cmpl-957", "", "cmpl-1"])
def test_an_upstreams_id_that_may_come_again_is_replaced(
    project: Project, upstream: TabbyUpstream, tabby: Tabby, given: str
) -> None:
    add_upstream(project, upstream)
    upstream.completion_id = given or " "
    ids = {json.loads(tabby("POST", "/v1/completions", ASK).content)["id"] for _ in range(2)}
    assert len(ids) == 2
    assert all(len(one) == len(FIXTURE_ID) for one in ids)
    assert len(by_type()["candidate.generated"]) == 2


def test_of_other_kinds_of_upstream_no_id_is_taken(project: Project, upstream: TabbyUpstream, tabby: Tabby) -> None:
    add_upstream(project, upstream, kind=Upstream.Kind.OPENAI, model="m1")
    upstream.completion_id = FIXTURE_ID
    answer = json.loads(tabby("POST", "/v1/completions", ASK).content)
    assert answer["id"] != FIXTURE_ID
    assert answer["choices"] == [{"index": 0, "text": "return a + b"}]
    assert by_type()["candidate.generated"][0]["data"]["model"] == "m1"


def test_with_two_upstreams_the_traffic_is_split_and_the_propensity_recorded(
    project: Project, upstream: TabbyUpstream, tabby: Tabby
) -> None:
    add_upstream(project, upstream, name="one", weight=3, checkpoint="one")
    add_upstream(project, upstream, name="two", weight=1, checkpoint="two")
    add_upstream(project, upstream, name="off", weight=0, checkpoint="off")
    for _ in range(40):
        assert tabby("POST", "/v1/completions", ASK).status_code == 200
    seen = [(event["data"]["checkpoint"], event["data"]["propensity"]) for event in by_type()["candidate.generated"]]
    assert set(seen) == {("one", 0.75), ("two", 0.25)}


@pytest.mark.parametrize("choices", [[], [{"index": 0, "text": ""}]], ids=["none", "empty"])
def test_an_upstream_with_nothing_to_say_is_passed_through(
    project: Project, upstream: TabbyUpstream, tabby: Tabby, choices: list[dict[str, Any]]
) -> None:
    add_upstream(project, upstream)
    upstream.choices = choices
    assert json.loads(tabby("POST", "/v1/completions", ASK).content)["choices"] == choices
    assert len(by_type()["interaction.started"]) == 1
    assert [event["data"]["text"] for event in by_type().get("candidate.generated", [])] == [""] * len(choices)


def test_several_choices_are_candidates_that_compete(project: Project, upstream: TabbyUpstream, tabby: Tabby) -> None:
    add_upstream(project, upstream)
    upstream.choices = [{"index": 0, "text": "one"}, {"index": 1, "text": "two"}]
    tabby("POST", "/v1/completions", ASK)
    texts = {event["candidate_id"]: event["data"]["text"] for event in by_type()["candidate.generated"]}
    assert texts == {"0": "one", "1": "two"}


def test_an_upstream_that_fails_is_told_with_its_code_and_nothing_is_recorded(
    project: Project, upstream: TabbyUpstream, tabby: Tabby
) -> None:
    add_upstream(project, upstream)
    upstream.status = 500
    response = tabby("POST", "/v1/completions", ASK)
    assert (response.status_code, json.loads(response.content)["code"]) == (502, "upstream_error")
    assert stored() == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "malformed_body"),
        (b"[]", "malformed_body"),
        (b"[" * 100_000, "malformed_body"),
        (b"\xff", "malformed_body"),
        ({}, "invalid_completion"),
        ({"segments": None}, "invalid_completion"),
        ({"segments": {"prefix": 1}}, "invalid_completion"),
    ],
)
def test_a_malformed_completion_is_a_400(tabby: Tabby, body: Any, code: str) -> None:
    response = tabby("POST", "/v1/completions", body)
    assert (response.status_code, json.loads(response.content)["code"]) == (400, code)


@pytest.mark.parametrize(
    "change",
    [
        {"type": "hover"}, {"type": None}, {"type": 1}, {"completion_id": None}, {"completion_id": ""},
        {"choice_index": None}, {"choice_index": "0"}, {"choice_index": -1}, {"choice_index": True},
        {"choice_index": 2**32},
    ],
)  # fmt: skip
def test_an_event_tabby_would_refuse_is_a_400(tabby: Tabby, change: dict[str, Any]) -> None:
    event = {"type": "view", "completion_id": "cmpl-1", "choice_index": 0} | change
    response = tabby("POST", "/v1/events", event)
    assert (response.status_code, json.loads(response.content)["code"]) == (400, "invalid_tabby_event")
    assert stored() == []


def test_an_event_is_answered_with_nothing_and_surplus_keys_are_ignored(tabby: Tabby) -> None:
    event = {"type": "dismiss", "completion_id": "cmpl-1", "choice_index": 0, "elapsed": "long", "x": {"y": [1]}}
    response = tabby("POST", "/v1/events", event)
    assert (response.status_code, response.content) == (200, b"")
    (kept,) = stored()
    assert (kept["type"], kept["data"]) == ("candidate.dismissed", {})


@pytest.mark.parametrize(
    ("path", "extra"),
    [("/v1/events?select_kind=line", {}), ("/v1/events", {"select_kind": "line"})],
    ids=["query", "body"],
)
def test_select_kind_counts_in_the_query_and_in_the_body(tabby: Tabby, path: str, extra: dict[str, str]) -> None:
    tabby("POST", path, {"type": "select", "completion_id": "cmpl-1", "choice_index": 0, **extra})
    (kept,) = stored()
    assert kept["data"] == {"kind": "partial"}


def test_events_of_an_unknown_completion_wait_in_their_own_project(
    project: Project, outsider_project: Project, tabby: Tabby, make_key: Callable[..., str]
) -> None:
    event = {"type": "view", "completion_id": FIXTURE_ID, "choice_index": 0}
    rival = make_key("events:write", of=outsider_project)
    assert tabby("POST", "/v1/events", event).status_code == 200
    assert tabby("POST", "/v1/events", event, token=rival).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT project_id FROM telemetry_event ORDER BY 1")
        assert [row[0] for row in cursor.fetchall()] == sorted([project.pk, outsider_project.pk])


def test_a_record_that_fails_costs_nobody_the_completion(
    project: Project, upstream: TabbyUpstream, tabby: Tabby, make_key: Callable[..., str]
) -> None:
    """A key whose events of this minute are used up: the record is refused, the completion is not."""
    from flywheel.projects import keys

    add_upstream(project, upstream)
    token = keys.make(project, ["events:write"], events_per_minute=1).token
    response = tabby("POST", "/v1/completions", ASK, token=token)
    assert json.loads(response.content)["choices"] == [{"index": 0, "text": "return a + b"}]
    assert stored() == []
