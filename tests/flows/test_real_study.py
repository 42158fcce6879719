"""Real telemetry in over HTTP, a release out, pulled with the `datasets` library; twice, and the same bytes."""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from exports.models import Record, Release
from flywheel.projects import keys
from flywheel.projects.models import Project
from telemetry.models import Batch, StaleGroup, StaleInteraction
from tests.flows import processes, study
from tests.flows.processes import Server

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]

SCOPES = ["events:write", "datasets:read", "datasets:write"]
NDJSON = {"Content-Type": "application/x-ndjson"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "static").mkdir()
    return tmp_path


@pytest.fixture
def url(home: Path) -> Iterator[str]:
    with processes.web_server(home) as address:
        yield address


def participant(url: str, slug: str) -> Server:
    """A key for a new project. Both projects have one pseudonym key, as two installations of one team would."""
    project = Project.objects.create(slug=slug, pseudonym_key=b"study" + bytes(27))
    return Server(url, keys.make(project, SCOPES).token)


def post(server: Server, lines: list[bytes], size: int) -> Counter[str]:
    total: Counter[str] = Counter()
    for start in range(0, len(lines), size):
        status, receipt = server.request("POST", "/api/v1/events", b"\n".join(lines[start : start + size]), **NDJSON)
        assert status == 202, receipt
        total.update({name: receipt[name] for name in ("accepted", "duplicates", "rejected")})
    return total


def settled() -> bool:
    return not (
        Batch.objects.filter(state=Batch.State.NEW).exists()
        or StaleInteraction.objects.exists()
        or StaleGroup.objects.exists()
    )


def release(server: Server) -> dict[str, Any]:
    assert server.request("POST", "/api/v1/datasets", {"name": "study"})[0] == 201
    status, build = server.request("POST", "/api/v1/datasets/study/releases", {})
    assert status == 202
    path = f"/api/v1/datasets/study/builds/{build['id']}"
    processes.wait_until(lambda: server.request("GET", path)[1]["state"] in {"done", "failed"}, "the build ends", 120)
    assert server.request("GET", path)[1]["state"] == "done"
    manifest: dict[str, Any] = server.request("GET", "/api/v1/datasets/study/releases/latest/manifest.json")[1]
    return manifest


def load(url: str, key: str, home: Path, layout: str) -> dict[str, int]:
    """Rows by split, as the real `datasets` library loads them from the Hub endpoint in a process of its own."""
    code = (
        "import json, sys; from datasets import load_dataset;"
        f"d = load_dataset('first/study', '{layout}', revision='latest');"
        "print(json.dumps({s: d[s].num_rows for s in d}))"
    )
    environment = {
        **os.environ,
        "HF_ENDPOINT": f"{url}/hub",
        "HF_TOKEN": key,
        "HF_HOME": str(home / f"hf-{layout}"),
        "HF_HUB_DISABLE_TELEMETRY": "1",
    }
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    counts: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return counts


def test_the_study_becomes_a_release_and_the_same_one_in_another_order(url: str, home: Path) -> None:
    lines = study.lines()
    first, second = participant(url, "first"), participant(url, "second")

    with processes.worker(home):
        assert post(first, lines, 500) == {"accepted": 6470, "duplicates": 0, "rejected": 0}
        assert post(first, lines[:1000], 1000) == {"accepted": 0, "duplicates": 1000, "rejected": 0}
        processes.wait_until(settled, "the first import is processed", 120)
        manifest = release(first)

    check_totals(first)

    shuffled = random.Random(7).sample(lines, len(lines))
    with processes.worker(home) as doomed:
        post(second, shuffled[:3000], 700)
        time.sleep(0.5)  # in the middle of its work
        processes.kill(doomed)
    post(second, shuffled[3000:], 211)
    with processes.worker(home):
        processes.wait_until(settled, "the second import is processed", 120)
        assert release(second) == manifest

    assert files("first") == files("second")
    for layout, kind in [("trl_preference", "pair"), ("trl_unpaired", "unpaired")]:
        rows = load(url, first.key, home, layout)
        assert sum(rows.values()) == manifest_rows(manifest, layout) > 0
        assert sum(rows.values()) <= Record.objects.filter(project__slug="first", kind=kind).count()


def check_totals(server: Server) -> None:
    """The study's own figures, and the records they make: see the rules for why those and no others."""
    funnel = server.request("GET", "/api/v1/funnel")[1]
    assert funnel["events"] == 6470
    assert funnel["candidates"] == {"shown": 1150, "accepted": 385, "dismissed": 710, "open": 55}
    assert round(100 * funnel["candidates"]["accepted"] / funnel["candidates"]["shown"], 1) == 33.5
    assert (funnel["interactions"], funnel["clean"], funnel["dropped"]) == (1150, 1053, 97)
    assert funnel["records"] == {"pair": 24, "unpaired": 263, "reward": 377}


def files(slug: str) -> dict[str, str]:
    release = Release.objects.get(dataset__project__slug=slug)
    return dict(release.files.values_list("path", "sha256"))


def manifest_rows(manifest: dict[str, Any], layout: str) -> int:
    return sum(file["rows"] or 0 for file in manifest["files"] if file["path"].startswith(f"{layout}/"))
