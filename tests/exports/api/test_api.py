"""The native pull API, as a training job and an owner's script use it."""

import hashlib
import io
import json
from collections.abc import Callable
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.utils import timezone

from exports.models import Build, Dataset, Pull, Record, Release
from exports.releases.run import run_build
from flywheel.projects.models import Project
from tests.exports.factories import make_dataset, make_record

pytestmark = pytest.mark.django_db(transaction=True)

BASE = "/api/v1/datasets"
TRAIN = "pairs/train-00000-of-00001.parquet"


@pytest.fixture
def reader(make_key: Callable[..., str]) -> Client:
    return Client(headers={"authorization": f"Bearer {make_key('datasets:read')}"})


@pytest.fixture
def writer(make_key: Callable[..., str]) -> Client:
    return Client(headers={"authorization": f"Bearer {make_key('datasets:write', 'datasets:read')}"})


@pytest.fixture
def outsider(make_key: Callable[..., str], outsider_project: Project) -> Client:
    key = make_key("datasets:read", "datasets:write", of=outsider_project)
    return Client(headers={"authorization": f"Bearer {key}"})


@pytest.fixture
def dataset(project: Project) -> Dataset:
    return make_dataset(project=project)


@pytest.fixture
def release(dataset: Dataset, build: Callable[..., Release]) -> Release:
    make_record(number=1)
    return build(dataset)


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_create_list_and_get(writer: Client) -> None:
    recipe = {"kinds": ["pair"], "min_confidence": 0.5}
    made = writer.post(BASE, {"name": "code", "recipe": recipe}, content_type="application/json")
    assert made.status_code == 201
    assert made.json()["recipe"]["kinds"] == ["pair"]
    writer.post(BASE, {"name": "all"}, content_type="application/json")
    listed = writer.get(BASE).json()
    assert (listed["count"], [entry["name"] for entry in listed["results"]]) == (2, ["all", "code"])
    assert writer.get(f"{BASE}/code").json()["name"] == "code"


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"name": "code"}, 409, "dataset_exists"),
        ({"name": "Code!"}, 400, "invalid"),
        ({"name": "new", "recipe": {"min_confidenc": 1}}, 400, "invalid_recipe"),
        ({"name": "new", "recipe": {"rules": ["\ud800"]}}, 400, "parse_error"),
        ({"name": "new", "recipe": {"rules": ["a\0"]}}, 400, "invalid_recipe"),
        ({"name": 3}, 400, "invalid"),
        ({"name": "new", "recipes": {}}, 400, "invalid"),
        ({"name": "new", "recipe": 3}, 400, "invalid"),
        ({"name": "a\0"}, 400, "invalid"),
        ([], 400, "invalid"),
    ],
)
def test_what_cannot_be_created(writer: Client, dataset: Dataset, sent: object, status: int, code: str) -> None:
    answer = writer.post(BASE, json.dumps(sent), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_nesting_that_exhausts_the_decoder_is_a_bad_request(writer: Client) -> None:
    assert writer.post(BASE, "[" * 200_000, content_type="application/json").status_code == 400


def test_a_release_is_asked_for_watched_and_read(writer: Client, dataset: Dataset) -> None:
    make_record(number=1)
    asked = writer.post(f"{BASE}/code/releases", {"notes": "First."}, content_type="application/json")
    assert asked.status_code == 202
    address = asked.headers["Location"]
    queued = writer.get(address).json()
    assert (queued["state"], queued["progress"], queued["version"]) == ("queued", 0.0, None)
    run_build(Build.objects.get().pk)
    done = writer.get(address).json()
    assert (done["state"], done["progress"], done["rows"], done["version"]) == ("done", 1.0, 1, "1.0.0")
    assert [entry["version"] for entry in writer.get(f"{BASE}/code/releases").json()["results"]] == ["1.0.0"]
    found = writer.get(f"{BASE}/code/releases/latest").json()
    assert (found["version"], found["channels"], found["notes"]) == ("1.0.0", ["latest"], "First.")
    assert TRAIN in [file["path"] for file in found["files"]]


def test_a_file_whole_in_part_and_unchanged(reader: Client, release: Release) -> None:
    address = f"{BASE}/code/releases/1.0.0/files/{TRAIN}"
    whole = reader.get(address)
    content = body(whole)
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    assert (whole.status_code, whole["ETag"], whole["Accept-Ranges"]) == (200, etag, "bytes")
    assert whole["Content-Length"] == str(len(content))
    part = reader.get(address, headers={"range": "bytes=4-9"})
    assert (part.status_code, body(part)) == (206, content[4:10])
    assert part["Content-Range"] == f"bytes 4-9/{len(content)}"
    head = reader.head(address)
    assert (head.status_code, head.content, head["Content-Length"]) == (200, b"", str(len(content)))
    assert reader.get(address, headers={"if-none-match": etag}).status_code == 304
    outside = reader.get(address, headers={"range": "bytes=99999999-"})
    assert (outside.status_code, outside["Content-Range"]) == (416, f"bytes */{len(content)}")
    other = reader.get(address, headers={"range": "bytes=0-3", "if-range": '"other"'})
    assert (other.status_code, body(other)) == (200, content)


@pytest.mark.parametrize(
    ("headers", "status", "length"),
    [
        ({"range": "bytes=-4"}, 206, 4),
        ({"range": "bytes=0-1,3-4"}, 200, None),  # several ranges: the whole file
        ({"range": "lines=1-2"}, 200, None),
        ({"range": "bytes=-0"}, 416, None),
        ({"range": "bytes=0-3", "if-range": "{etag}"}, 206, 4),
        ({"range": "bytes=0-3", "if-range": "W/{etag}"}, 200, None),
        ({"range": "bytes=0-3", "if-range": "Wed, 21 Oct 2026 07:28:00 GMT"}, 200, None),
        ({"range": "bytes=0-3", "if-none-match": "{etag}"}, 304, None),
        ({"if-none-match": '"x", {etag}'}, 304, None),
        ({"if-none-match": "W/{etag}"}, 304, None),
        ({"if-none-match": "*"}, 304, None),
        ({"if-none-match": '"x"'}, 200, None),
    ],
)
def test_ranges_and_conditions(
    reader: Client, release: Release, headers: dict[str, str], status: int, length: int | None
) -> None:
    file = release.files.get(path=TRAIN)
    sent = {name: value.format(etag=f'"{file.sha256}"') for name, value in headers.items()}
    answer = reader.get(f"{BASE}/code/releases/1.0.0/files/{TRAIN}", headers=sent)
    assert answer.status_code == status
    if status in (200, 206):
        assert len(body(answer)) == int(answer["Content-Length"]) == (length or file.byte_count)
    if status != 416:
        assert answer["ETag"] == f'"{file.sha256}"'


def test_the_manifest_lists_what_is_served(reader: Client, release: Release) -> None:
    manifest = json.loads(body(reader.get(f"{BASE}/code/releases/latest/manifest.json")))
    for entry in manifest["files"]:
        content = body(reader.get(f"{BASE}/code/releases/latest/files/{entry['path']}"))
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (entry["sha256"], entry["bytes"])


def test_a_withdrawn_file_is_gone_and_names_the_latest_version(
    reader: Client, dataset: Dataset, release: Release, build: Callable[..., Release]
) -> None:
    release.files.filter(path=TRAIN).update(withdrawn_at=timezone.now())
    address = f"{BASE}/code/releases/1.0.0/files/{TRAIN}"
    answer = reader.get(address)
    assert (answer.status_code, answer.json()["code"], answer.json()["latest"]) == (410, "withdrawn", None)
    assert reader.head(address).status_code == 410
    make_record(number=2)
    build(dataset)
    assert reader.get(address).json()["latest"] == "1.1.0"


def test_what_changed_as_counts_lines_and_table(
    reader: Client, dataset: Dataset, release: Release, build: Callable[..., Release]
) -> None:
    added = make_record(number=2)
    Record.objects.exclude(pk=added.pk).update(weight=0.25)
    build(dataset)
    address = f"{BASE}/code/diff?from=1.0.0&to=latest"
    assert reader.get(address).json()["counts"]["pair"] == {
        "added": 1,
        "removed": 0,
        "changed": 1,
        "columns": {"weight": 1},
    }
    lines = [json.loads(line) for line in body(reader.get(f"{address}&format=ndjson")).splitlines()]
    assert {(line["change"], line["weight"]) for line in lines} == {("added", 1.0), ("changed", 0.25)}
    answer = reader.get(address, headers={"accept": "application/vnd.apache.parquet"})
    rows = pq.read_table(io.BytesIO(body(answer))).select(["change", "kind", "record_id"]).to_pylist()
    assert {"change": "added", "kind": "pair", "record_id": added.record_id} in rows
    assert len(rows) == 2
    assert reader.get(f"{BASE}/code/diff?from=1.0.0").json()["code"] == "missing_parameter"
    assert reader.get(f"{address}&format=csv").json()["code"] == "unknown_format"


def test_channels_move(writer: Client, release: Release) -> None:
    sent = {"version": "1.0.0"}
    moved = writer.put(f"{BASE}/code/channels/stable", sent, content_type="application/json")
    assert (moved.status_code, moved.json()["version"]) == (200, "1.0.0")
    assert writer.get(f"{BASE}/code/releases/stable").json()["channels"] == ["latest", "stable"]
    for name in ("main", "Stable", "a" * 40):
        answer = writer.put(f"{BASE}/code/channels/{name}", sent, content_type="application/json")
        assert answer.json()["code"] == "invalid_name"


def test_a_training_run_leaves_its_receipt(reader: Client, release: Release) -> None:
    sent = {"run": "dpo-7", "checkpoint": "step-100"}
    answer = reader.post(f"{BASE}/code/releases/latest/pulls", sent, content_type="application/json")
    assert (answer.status_code, answer.json()["version"]) == (201, "1.0.0")
    assert (Pull.objects.get().run, Pull.objects.get().release) == ("dpo-7", release)


ADDRESSES = [
    "",
    "/builds/00000000-0000-0000-0000-000000000000",
    "/releases",
    "/releases/1.0.0",
    "/releases/1.0.0/manifest.json",
    f"/releases/1.0.0/files/{TRAIN}",
    "/diff?from=1.0.0&to=1.0.0",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_outsider_finds_nothing(outsider: Client, release: Release, address: str) -> None:
    answer = outsider.get(f"{BASE}/code{address}")
    assert (answer.status_code, answer.json()["code"]) == (404, "dataset_not_found")
    assert outsider.get(BASE).json()["count"] == 0


@pytest.mark.parametrize("name", ["9.9.9", "nothing", "1.0", "99999999999.0.0", "a%00b", "f" * 40])
def test_a_version_that_does_not_exist(reader: Client, release: Release, name: str) -> None:
    answer = reader.get(f"{BASE}/code/releases/{name}")
    assert (answer.status_code, answer.json()["code"]) == (404, "release_not_found")


def test_keys_need_the_scope(reader: Client, client: Client, release: Release) -> None:
    assert client.get(BASE).status_code == 401
    for address, method in (
        (BASE, reader.post),
        (f"{BASE}/code/releases", reader.post),
        (f"{BASE}/code/channels/x", reader.put),
    ):
        answer = method(address, {}, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")


@pytest.mark.parametrize("page", ["0", "2", "9" * 5000, "x"])
def test_a_page_that_does_not_exist(reader: Client, release: Release, page: str) -> None:
    assert reader.get(f"{BASE}?page={page}").status_code == 404
