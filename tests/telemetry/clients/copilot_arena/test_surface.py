"""What the client posts and is answered, over HTTP."""

import logging
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from flywheel.logs import LineFormatter
from flywheel.projects.models import Project
from flywheel.projects.pseudonyms import pseudonym
from telemetry.models import Batch, QuarantinedEvent
from tests.telemetry.clients.copilot_arena.conftest import Arena, Models, add_upstream, whole_store
from tests.telemetry.clients.copilot_arena.posts import (
    Json,
    edit_item,
    edit_outcome,
    edit_request,
    item,
    our_item,
    outcome,
    pair_request,
    shown,
)
from tests.telemetry.clients.copilot_arena.upstreams import upstream
from tests.telemetry.ingest.conftest import stored

pytestmark = pytest.mark.django_db


def of_type(kind: str) -> list[Json]:
    return [event for event in stored() if event["type"] == kind]


def spread(made: Json, index: int, **fields: Any) -> Json:
    """An item of a pair as the client posts it back."""
    said = {"pairIndex": index, "version": "0.2.0", "privacy": "Research", "fileType": "python"}
    items: list[Json] = made.get("completionItems") or made["responseItems"]
    return items[index] | said | fields


def test_a_pair_is_two_models_side_by_side(arena: Arena, upstreams: Models, project: Project) -> None:
    response = arena("POST", "create_pair", pair_request())
    assert response.status_code == 200
    made = response.json()
    assert made["pairId"] == pair_request()["pairId"]
    first, second = made["completionItems"]
    name = first["completionId"].removesuffix("-0")
    assert {first["model"], second["model"]} == {"model-small", "model-large"}
    text, step = {"model-small": ("    return a + b\n", "step-small"), "model-large": ("    return b\n", "step-large")}[
        first["model"]
    ]
    assert first.pop("latency") > 0
    assert abs(first.pop("timestamp") - Batch.objects.get().received_at.timestamp()) < 3
    assert first == {
        "completionId": f"{name}-0",
        "pairCompletionId": f"{name}-1",
        "pairIndex": 0,
        "userId": "m-1",
        "prompt": "def add(a, b):\n",
        "prefix": "def add(a, b):\n",
        "suffix": "",
        "completion": text,
        "raw_completion": text,
        "completion_length": len(text),
        "model": first["model"],
        "checkpoint": step,
        "propensity": 0.5,  # of two models, each pair in either order
        "privacy": "Research",
        "requestPrivacy": "Research",
        "versionBackend": "flywheel",
    }
    assert second["pairIndex"] == 1
    assert second["pairCompletionId"] == f"{name}-0"

    assert len(of_type("interaction.started")) == 1
    generated = {event["candidate_id"]: event["data"] for event in of_type("candidate.generated")}
    assert generated[f"{name}-0"]["text"] == text
    assert {one["propensity"] for one in generated.values()} == {0.5}
    assert {event["developer"] for event in stored()} == {pseudonym(bytes(project.pseudonym_key), "m-1")}
    batch = Batch.objects.get()
    assert (batch.source, batch.client_name) == ("copilot-arena", "copilot-arena")


def test_the_models_are_asked_what_the_client_asked(arena: Arena, upstreams: Models) -> None:
    arena("POST", "create_pair", pair_request(suffix="x", maxTokens=99, temperature=0.5, topP=0.9))
    for server in upstreams:
        (asked,) = server.bodies
        assert (asked["prompt"], asked["suffix"], asked["max_tokens"]) == ("def add(a, b):\n", "x", 99)
        assert (asked["temperature"], asked["top_p"]) == (0.5, 0.9)
        assert "m-1" not in str(asked)


def test_both_models_are_asked_at_the_same_time(arena: Arena, upstreams: Models) -> None:
    upstreams.small.together = upstreams.large.together = threading.Barrier(2)
    assert arena("POST", "create_pair", pair_request()).status_code == 200


def test_each_model_takes_each_side(arena: Arena, upstreams: Models) -> None:
    """The chance that one of 40 even coins never shows one of its faces is below one in 10¹¹."""
    firsts = Counter(
        arena("POST", "create_pair", pair_request()).json()["completionItems"][0]["model"] for _ in range(40)
    )
    assert set(firsts) == {"model-small", "model-large"}


def test_a_completion_has_at_most_the_lines_asked_for(arena: Arena, upstreams: Models) -> None:
    upstreams.small.text = upstreams.large.text = "1\n2\n3\n4"
    made = arena("POST", "create_pair", pair_request(maxLines=2)).json()["completionItems"]
    assert {(one["completion"], one["raw_completion"]) for one in made} == {("1\n2", "1\n2\n3\n4")}
    assert {event["data"]["text"] for event in of_type("candidate.generated")} == {"1\n2"}


@pytest.mark.parametrize("configured", [0, 1])
def test_a_pair_needs_two_upstreams(arena: Arena, project: Project, configured: int) -> None:
    with upstream("x") as server:
        for number in range(configured):
            add_upstream(project, server, str(number))
        response = arena("POST", "create_pair", pair_request())
    assert (response.status_code, response.json()["code"]) == (501, "no_pair_of_upstreams")
    assert stored() == []


def test_where_one_model_fails_there_is_no_pair_and_no_record(arena: Arena, upstreams: Models) -> None:
    upstreams.large.status = 500
    response = arena("POST", "create_pair", pair_request())
    assert (response.status_code, response.json()["code"]) == (502, "upstream_error")
    assert stored() == []


def test_a_pair_is_answered_though_it_cannot_be_recorded(
    arena: Arena, upstreams: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise RuntimeError("a secret sentence")

    monkeypatch.setattr("telemetry.clients.copilot_arena.views.store_or_keep", fail)
    assert arena("POST", "create_pair", pair_request()).status_code == 200


def test_an_edit_is_an_instruction_to_models_that_take_one(arena: Arena, upstreams: Models, project: Project) -> None:
    with upstream("never asked") as tabby:
        add_upstream(project, tabby, "tabby", kind="tabby", weight=1000)
        upstreams.small.text = "```python\ndef main():\n    print('hello')\n```\nDone."
        made = arena("POST", "create_edit_pair", edit_request()).json()
        assert tabby.bodies == []
    (asked,) = upstreams.small.bodies
    assert asked["prompt"].endswith("What to do:\nprint hello\n\nRewritten code:\n```python\n")
    assert "def main():\n    pass" in asked["prompt"]
    assert asked["stop"] == ["\n```"]
    (small,) = [one for one in made["responseItems"] if one["model"] == "model-small"]
    assert small["response"] == "    return a + b\n" or "print('hello')" in small["response"]
    assert {"responseId", "pairResponseId", "editId", "user_input", "code_to_edit", "language"} <= small.keys()
    assert len(of_type("candidate.shown")) == 2


def test_an_edit_goes_round_the_template_for_filling_in(arena: Arena, upstreams: Models, project: Project) -> None:
    project.upstreams.update(fim_template="<P>{prefix}<S>{suffix}<M>")
    assert arena("POST", "create_edit_pair", edit_request()).status_code == 200
    assert "<P>" not in upstreams.small.bodies[0]["prompt"]
    assert arena("POST", "create_pair", pair_request()).status_code == 200
    assert upstreams.small.bodies[1]["prompt"].startswith("<P>")


PUTS = [
    ("add_completion", shown(0)),
    ("add_completion_outcome", outcome()),
    ("add_single_outcome", our_item(0)),
    ("add_edit_outcome", edit_outcome(0)),
    ("add_edit_outcome", edit_outcome(-2)),
]


@pytest.mark.parametrize(("call", "body"), PUTS)
def test_a_vote_is_answered_null_and_stored_once(arena: Arena, call: str, body: Json) -> None:
    response = arena("PUT", call, body)
    assert (response.status_code, response.content) == (200, b"null")
    before = stored()
    assert before
    assert arena("PUT", call, body).content == b"null"
    assert stored() == before
    assert Batch.objects.order_by("received_at").last().duplicates == len(before)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("call", "body"),
    [
        ("add_completion", shown(0, model="test")),
        ("add_completion_outcome", outcome([item(0, model="test"), item(1)])),
        ("add_single_outcome", our_item(0, model="test")),
        ("add_edit_outcome", edit_outcome(0, responseItems=[edit_item(0, model="test"), edit_item(1)])),
    ],
)
def test_the_model_test_stores_nothing(arena: Arena, call: str, body: Json) -> None:
    response = arena("PUT", call, body)
    assert (response.status_code, response.json()) == (200, {"status": "success"})
    assert stored() == []


def test_a_post_that_lacks_a_field_is_told_which(arena: Arena) -> None:
    response = arena("PUT", "add_completion_outcome", outcome(privacy="Secret"))
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert (response.json()["code"], response.json()["field"]) == ("invalid_record", "privacy")
    assert arena("PUT", "add_completion", b"{").json()["code"] == "malformed_body"
    assert stored() == []


def test_the_vote_of_a_pair_of_ours_adds_no_second_answer(arena: Arena, upstreams: Models) -> None:
    made = arena("POST", "create_pair", pair_request()).json()
    texts = {event["candidate_id"]: event["data"]["text"] for event in of_type("candidate.generated")}
    for index in (0, 1):
        assert arena("PUT", "add_completion", spread(made, index)).status_code == 200
    items = [spread(made, index, completion="changed by a selected entry of the list") for index in (0, 1)]
    assert arena("PUT", "add_completion_outcome", outcome(items)).status_code == 200
    assert {event["candidate_id"]: event["data"]["text"] for event in of_type("candidate.generated")} == texts
    assert len({event["interaction_id"] for event in stored()}) == 1


def test_a_slash_at_the_end_of_the_servers_address_makes_two(arena: Arena) -> None:
    assert arena("PUT", "/add_completion", shown(0)).status_code == 200


# Private and Debug

PLANTED = "a planted sentence, number"


def planted(document: Json, *kept: str) -> Json:
    """The post with a text under every key but those that must have another form, and under keys nobody knows."""
    unknown = ("full_prefix", "fullPrefix", "codeToEdit", "userInput", "rawResponse", "raw_response", "notes", "diff")
    texts = {key: f"{PLANTED} {key}" for key in (*document, *unknown) if key not in kept}
    return document | texts


FORMED = ("pairId", "userId", "privacy", "completionId", "pairCompletionId", "responseId", "pairIndex", "acceptedIndex")


@pytest.mark.parametrize("level", ["Private", "Debug"])
@pytest.mark.parametrize("echoed", [{"privacy": "Research"}, {}])
def test_without_research_no_text_reaches_the_store(arena: Arena, upstreams: Models, level: str, echoed: Json) -> None:
    upstreams.small.text = upstreams.large.text = f"{PLANTED} by the model"
    items = [planted(our_item(i), *FORMED, "requestPrivacy") | {"privacy": level} | echoed for i in (0, 1)]
    edits = [planted(edit_item(i), *FORMED) | {"privacy": level} | echoed for i in (0, 1)]
    posts = [
        ("POST", "create_pair", planted(pair_request(privacy=level), *FORMED)),
        ("POST", "create_edit_pair", planted(edit_request(privacy=level), *FORMED)),
        ("PUT", "add_completion", items[0] | {"privacy": level}),
        ("PUT", "add_single_outcome", items[0] | {"privacy": level}),
        (
            "PUT",
            "add_completion_outcome",
            planted(outcome(privacy=level), *FORMED, "completionItems") | {"completionItems": items},
        ),
        (
            "PUT",
            "add_edit_outcome",
            planted(edit_outcome(0, privacy=level), *FORMED, "responseItems") | {"responseItems": edits},
        ),
    ]
    for method, call, body in posts:
        response = arena(method, call, body)
        assert response.status_code == 200, (call, response.content)
    assert "planted" not in whole_store()
    assert not QuarantinedEvent.objects.exists()
    assert len(of_type("candidates.compared")) == 2
    assert {event["data"]["text_length"] for event in of_type("candidate.generated")} > {len(f"{PLANTED} by the model")}


def test_with_research_texts_and_only_known_ones_are_stored(arena: Arena) -> None:
    items = [planted(our_item(i), *FORMED, "requestPrivacy") for i in (0, 1)]
    posted = planted(outcome(), *FORMED, "completionItems") | {"completionItems": items}
    assert arena("PUT", "add_completion_outcome", posted).status_code == 200
    found = whole_store()
    assert f"{PLANTED} completion" in found
    assert f"{PLANTED} full_prefix" in found
    for key in ("model", "username", "notes", "userInput", "fileType", "version"):
        assert f"{PLANTED} {key}" not in found


# The key

CALLS = [
    ("POST", "create_pair"), ("POST", "create_edit_pair"), ("PUT", "add_completion"), ("PUT", "add_single_outcome"),
    ("PUT", "add_completion_outcome"), ("PUT", "add_edit_outcome"), ("POST", "user_scores"),
    ("POST", "user_vote_count"), ("GET", "list_models"), ("GET", "metrics"), ("PUT", "users"), ("PATCH", "users"),
    ("POST", "users/authenticate"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "call"), CALLS)
def test_a_wrong_key_opens_nothing(arena: Arena, method: str, call: str) -> None:
    response = arena(method, call, {}, token=f"fw_{'0' * 16}_{'1' * 64}")
    assert (response.status_code, response.json()["code"]) == (401, "invalid_key")


def test_a_key_in_a_header_does_not_stand_in_for_the_one_in_the_path(client: Client, key: str) -> None:
    response = client.get("/clients/copilot-arena/x/list_models", headers={"authorization": f"Bearer {key}"})
    assert response.status_code == 401


def test_a_key_must_be_allowed_to_write_events(arena: Arena, make_key: Callable[..., str]) -> None:
    response = arena("GET", "list_models", token=make_key("datasets:read"))
    assert (response.status_code, response.json()["code"]) == (403, "missing_scope")


def test_the_key_reaches_neither_logs_nor_answers(
    arena: Arena, client: Client, key: str, upstreams: Models, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    upstreams.small.status = 500
    secret = key.rpartition("_")[2]
    answers = [
        arena("POST", "create_pair", pair_request()),
        arena("PUT", "add_completion", {}),
        arena("PUT", "no_such_call", {}),
        arena("GET", "add_completion"),
        arena("PUT", "users", {}),
        arena("GET", "list_models", token=key + "0"),
        arena("GET", "list_models", token=secret),  # pasted without its beginning
    ]
    assert [answer.status_code for answer in answers] == [502, 400, 404, 405, 501, 401, 401]
    lines = [LineFormatter("%(message)s").format(record) for record in caplog.records]
    assert len([line for line in lines if "/clients/copilot-arena/(key-cut)/" in line]) == len(answers)
    assert secret not in "\n".join(lines)
    assert secret not in caplog.text
    assert secret not in "".join(str(answer.content) + str(answer.headers) for answer in answers)


def test_no_cookie_is_set_and_no_token_asked_for(key: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.put(f"/clients/copilot-arena/{key}/add_completion", shown(0), content_type="application/json")
    assert response.status_code == 200
    assert not response.cookies


# What else the client asks


def test_the_models_are_those_configured(arena: Arena, upstreams: Models) -> None:
    assert arena("GET", "list_models").json() == {"models": ["model-large", "model-small"]}


def test_there_are_no_scores_and_no_figures(arena: Arena) -> None:
    assert arena("POST", "user_scores", {"userId": "m-1"}).json() == []
    metrics = arena("GET", "metrics")
    assert (metrics.status_code, metrics.content) == (200, b"")
    assert arena("POST", "user_scores", {}).json()["field"] == "userId"


def test_accounts_are_not_kept(arena: Arena) -> None:
    person = {"userId": "m-1", "username": "jane", "password": "secret"}
    for method, call in (("PUT", "users"), ("PATCH", "users"), ("POST", "users/authenticate")):
        response = arena(method, call, person)
        assert (response.status_code, response.json()["code"]) == (501, "accounts_unsupported")


def test_where_both_models_fail_there_is_one_answer(arena: Arena, upstreams: Models) -> None:
    upstreams.small.status = upstreams.large.status = 429
    response = arena("POST", "create_edit_pair", edit_request())
    assert (response.status_code, response.json()["code"]) == (503, "upstream_busy")
