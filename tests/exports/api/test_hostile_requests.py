"""What nobody should send: no answer is a server error, and every one says what is wrong in a stable code."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from exports.models import Build, Dataset, Pull, Release
from exports.releases.negotiation import MAX_BODY
from flywheel.projects.models import Project
from tests.exports.factories import make_dataset, make_record

pytestmark = pytest.mark.django_db(transaction=True)

BASE = "/api/v1/datasets"
NAMES = [
    "..%2f..%2f..%2fetc%2fpasswd",
    "../../../etc/passwd",
    "%2e%2e/%2e%2e/etc/passwd",
    "//etc/passwd",
    "..%5c..%5cwindows",
    "a%00b",
    "%ff%fe",
    "%ED%A0%80",
    "%0d%0aX-Injected:%20yes",
    "a" * 5000,
]
PREFIXES = [
    f"{BASE}/",
    f"{BASE}/code/nothing/",
    f"{BASE}/code/builds/",
    f"{BASE}/code/releases/",
    f"{BASE}/code/releases/1.0.0/files/",
    f"{BASE}/code/diff?to=1.0.0&from=",
    "/hub/",
    "/hub/api/datasets/acme/",
    "/hub/api/datasets/acme/code/revision/",
    "/hub/api/datasets/acme/code/tree/main/",
    "/hub/datasets/acme/code/resolve/",
    "/hub/datasets/acme/code/resolve/main/",
]


@pytest.fixture
def dataset(project: Project) -> Dataset:
    return make_dataset(project=project)


@pytest.fixture
def release(dataset: Dataset, build: Callable[..., Release]) -> Release:
    make_record(number=1)
    return build(dataset)


@pytest.fixture
def caller(make_key: Callable[..., str]) -> Client:
    return Client(headers={"authorization": f"Bearer {make_key('datasets:read', 'datasets:write')}"})


@pytest.mark.parametrize("prefix", PREFIXES)
def test_no_name_leads_out_of_a_release(caller: Client, release: Release, prefix: str) -> None:
    for name in NAMES:
        answer = caller.get(prefix + name)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json"), name
        assert "X-Injected" not in answer


WRONG_TYPES = ["[]", "3", '"x"', "null", "{", "\x00", "[" * 100_000, '{"\\ud800": 1}', '{"unknown": 1}', '{"x": NaN}']
BODIES = {
    f"{BASE}/code/releases": [
        '{"bump": 3}',
        '{"bump": null}',
        '{"bump": ["auto"]}',
        '{"bump": "\\ud800"}',
        '{"notes": 3}',
        '{"notes": {}}',
        '{"notes": "a\\u0000"}',
        json.dumps({"notes": "n" * 10_001}),
    ],
    BASE: [
        "{}",
        '{"name": 3}',
        '{"name": ["a"]}',
        '{"name": ".."}',
        '{"name": "a/b"}',
        '{"name": "new", "recipe": null}',
        '{"name": "new", "recipe": []}',
        '{"name": "new", "recipe": {"min_confidence": 1e999}}',
        '{"name": "new", "recipe": {"splits": {"train": "1"}}}',
        json.dumps({"name": "n" * 5000}),
    ],
    f"{BASE}/code/releases/1.0.0/pulls": [
        "{}",
        '{"run": 3}',
        '{"run": null}',
        '{"run": ""}',
        '{"run": "a\\u0000"}',
        '{"run": "a", "checkpoint": {}}',
        json.dumps({"run": "r" * 201}),
    ],
}


@pytest.mark.parametrize("address", BODIES)
def test_a_body_of_the_wrong_form_is_a_problem_and_does_nothing(caller: Client, release: Release, address: str) -> None:
    builds = Build.objects.count()
    for sent in WRONG_TYPES + BODIES[address]:
        answer = caller.post(address, sent, content_type="application/json")
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json"), sent[:80]
        assert answer.json()["code"] in {"invalid", "invalid_recipe", "parse_error"}, sent[:80]
    assert (Dataset.objects.count(), Build.objects.count(), Pull.objects.count()) == (1, builds, 0)


@pytest.mark.parametrize("sent", [*WRONG_TYPES, "{}", '{"version": 3}', '{"version": "a\\u0000"}'])
def test_a_channel_moves_only_as_asked(caller: Client, release: Release, sent: str) -> None:
    answer = caller.put(f"{BASE}/code/channels/stable", sent, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert list(release.channel_set.values_list("name", flat=True)) == ["latest"]


@pytest.mark.parametrize(
    ("content_type", "sent", "code"),
    [
        ("application/json", '{"paths": ["' + "a" * MAX_BODY + '"]}', "body_too_large"),
        ("application/x-www-form-urlencoded", "paths=" + "a" * MAX_BODY, "body_too_large"),
        ("application/x-www-form-urlencoded", "&".join(["paths=a"] * 5000), "too_many_fields"),
        ("application/json", json.dumps({"paths": ["a"] * 1001}), "too_many_paths"),
    ],
)
def test_a_body_beyond_the_limits_is_refused(
    caller: Client, release: Release, content_type: str, sent: str, code: str
) -> None:
    answer = caller.post("/hub/api/datasets/acme/code/paths-info/main", sent, content_type=content_type)
    assert (answer.status_code, answer.json()["code"]) == (413, code)


def test_an_address_that_does_not_exist_is_a_problem_for_every_method(caller: Client, release: Release) -> None:
    for address in (f"{BASE}/code/nothing", "/hub/nothing", f"{BASE}/"):
        for ask in (caller.get, caller.post, caller.put, caller.delete):
            answer = ask(address)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
