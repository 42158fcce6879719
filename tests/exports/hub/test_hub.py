"""The Hub protocol, call by call."""

import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.test import Client

from exports.models import Release
from flywheel.projects.models import Project
from tests.exports.factories import make_dataset, make_record

pytestmark = pytest.mark.django_db(transaction=True)

TRAIN = "pairs/train-00000-of-00001.parquet"


@pytest.fixture
def release(project: Project, build: Callable[..., Release]) -> Release:
    make_record(number=1)
    return build(make_dataset(project=project))


@pytest.fixture
def hub(make_key: Callable[..., str]) -> Client:
    return Client(headers={"authorization": f"Bearer {make_key('datasets:read')}"})


@pytest.mark.parametrize("revision", ["main", "latest", "1.0.0", "v1.0.0", "sha"])
def test_every_name_of_a_revision_ends_at_its_commit(hub: Client, release: Release, revision: str) -> None:
    revision = release.sha if revision == "sha" else revision
    found = hub.get(f"/hub/api/datasets/acme/code/revision/{revision}").json()
    assert (found["id"], found["sha"], found["gated"]) == ("acme/code", release.sha, False)
    assert {"rfilename": TRAIN} in found["siblings"]


def test_resolve_answers_head_ranges_and_the_commit(hub: Client, release: Release) -> None:
    address = f"/hub/datasets/acme/code/resolve/main/{TRAIN}"
    file = release.files.get(path=TRAIN)
    head = hub.head(address)
    assert (head["ETag"], head["X-Repo-Commit"]) == (f'"{file.sha256}"', release.sha)
    assert (head["Content-Length"], head["Accept-Ranges"]) == (str(file.byte_count), "bytes")
    part = hub.get(address, headers={"range": "bytes=0-3"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"PAR1")  # type: ignore[attr-defined]


def test_trees_and_paths(hub: Client, release: Release) -> None:
    root = hub.get("/hub/api/datasets/acme/code/tree/main").json()
    assert {"type": "directory", "oid": "0" * 40, "size": 0, "path": "pairs"} in root
    below = hub.get("/hub/api/datasets/acme/code/tree/main/pairs?recursive=True&expand=False").json()
    assert [entry["path"] for entry in below] == [TRAIN]
    form = hub.post(
        "/hub/api/datasets/acme/code/paths-info/main",
        urlencode({"paths": [TRAIN, "none"], "expand": "False"}, doseq=True),
        content_type="application/x-www-form-urlencoded",
    )
    assert [entry["path"] for entry in form.json()] == [TRAIN]
    sent = {"paths": ["README.md"]}
    as_json = hub.post("/hub/api/datasets/acme/code/paths-info/main", sent, content_type="application/json")
    assert [entry["path"] for entry in as_json.json()] == ["README.md"]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("datasets/acme/code/resolve/main/none.txt", "EntryNotFound"),
        ("datasets/acme/code/resolve/main/a%00b", "EntryNotFound"),
        ("api/datasets/acme/code/tree/main/none", "EntryNotFound"),
        ("datasets/acme/code/resolve/9.9.9/README.md", "RevisionNotFound"),
        ("api/datasets/acme/code/revision/none", "RevisionNotFound"),
        ("api/datasets/acme/none", "RepoNotFound"),
        ("api/datasets/rival/code", "RepoNotFound"),
    ],
)
def test_what_is_not_there_is_named_as_clients_expect(hub: Client, release: Release, address: str, code: str) -> None:
    answer = hub.get(f"/hub/{address}")
    assert (answer.status_code, answer["X-Error-Code"]) == (404, code)


def test_another_projects_key_finds_no_repository(
    release: Release, make_key: Callable[..., str], outsider_project: Project
) -> None:
    client = Client(headers={"authorization": f"Bearer {make_key('datasets:read', of=outsider_project)}"})
    for address in ("api/datasets/acme/code", "datasets/acme/code/resolve/main/README.md"):
        answer = client.get(f"/hub/{address}")
        assert (answer.status_code, answer["X-Error-Code"]) == (404, "RepoNotFound")


@pytest.mark.parametrize("sent", ["[]", '{"paths": [1]}', '{"paths": null}', "3"])
def test_paths_of_the_wrong_form_are_refused(hub: Client, release: Release, sent: str) -> None:
    answer = hub.post("/hub/api/datasets/acme/code/paths-info/main", sent, content_type="application/json")
    assert answer.status_code == 400


ADDRESSES = [
    "datasets/acme/code/resolve/main/README.md",
    "api/datasets/acme/code",
    "api/datasets/acme/none",
    "api/datasets/acme/code/revision/main",
    "api/datasets/acme/code/tree/main",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_without_a_key_no_repository_is_shown_to_exist(client: Client, release: Release, address: str) -> None:
    for ask in (client.get, client.head):
        answer = ask(f"/hub/{address}")
        assert (answer.status_code, answer["X-Error-Code"]) == (401, "RepoNotFound")
    answer = client.get(f"/hub/{address}", headers={"authorization": "Bearer fw_a_b"})
    assert answer.status_code == 401
    assert answer["X-Error-Message"] == "Invalid credentials in Authorization header"


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_answers_as_get_does_without_the_body(hub: Client, release: Release, address: str) -> None:
    get, head = hub.get(f"/hub/{address}"), hub.head(f"/hub/{address}")
    assert (head.status_code, head.content) == (get.status_code, b"")
    for name in ("X-Repo-Commit", "X-Error-Code", "ETag", "Accept-Ranges", "Content-Type"):
        assert head.get(name) == get.get(name)


def test_a_commit_is_forty_hexadecimal_digits_and_its_tree_is_whole(hub: Client, release: Release) -> None:
    assert re.fullmatch("[0-9a-f]{40}", release.sha)
    for query in ("recursive=True&expand=True", "recursive=1", "recursive=true&expand=1"):
        answer = hub.get(f"/hub/api/datasets/acme/code/tree/{release.sha}?{query}")
        assert answer["X-Repo-Commit"] == release.sha
        files = {entry["path"]: entry["size"] for entry in answer.json() if entry["type"] == "file"}
        assert files == dict(release.files.values_list("path", "byte_count"))
