"""What the pages tell people to paste runs as pasted, against a server."""

import html
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from exports.models import Dataset
from exports.releases.run import request_build, run_build
from flywheel.projects import keys
from flywheel.projects.models import Project
from telemetry.models import Batch
from tests import factories
from tests.pages import member, read

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def owner(live_server: LiveServer, settings: Settings, tmp_path: Path, project: Project) -> Client:
    settings.FLYWHEEL_PUBLIC_URL = live_server.url
    settings.FLYWHEEL_STORAGE_URL = str(tmp_path / "objects")
    return member(project, "owner")


def pasted(page: str, name: str) -> str:
    """A snippet as the copy button takes it."""
    found = re.search(rf'<pre id="{name}"[^>]*>(.*?)</pre>', page, re.DOTALL)
    assert found, name
    return html.unescape(found[1])


def run(command: list[str], text: str, key: str, folder: Path) -> str:
    environment = {**os.environ, "FLYWHEEL_KEY": key, "PYTHONWARNINGS": "", "HF_HOME": str(folder / "hub")}
    done = subprocess.run(
        command, input=text, env=environment, cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("name", "command", "events"),
    [
        ("curl", ["sh"], 1),
        ("python", [sys.executable, "-"], 4),
        ("javascript", ["node", "--input-type=module", "-"], 4),
    ],
)
def test_a_first_event_is_sent(
    owner: Client, project: Project, tmp_path: Path, name: str, command: list[str], events: int
) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    text = pasted(read(owner, "/p/acme/connect/?client=native"), name)
    key = keys.make(project, ["events:write"]).token
    assert "accepted" in run(command, text, key, tmp_path)
    batch = Batch.objects.get()
    assert (batch.accepted, batch.rejected) == (events, 0)


@pytest.mark.parametrize(
    ("slug", "name", "command"), [("native", "sender", [sys.executable, "-"]), ("otlp", "curl", ["sh"])]
)
def test_so_is_one_with_the_key_made_on_the_page(
    owner: Client, project: Project, tmp_path: Path, slug: str, name: str, command: list[str]
) -> None:
    page = owner.post(f"/p/acme/connect/?client={slug}").content.decode()
    download = owner.get("/p/acme/connect/flywheel_sender.py")
    (tmp_path / "flywheel_sender.py").write_bytes(b"".join(download.streaming_content))  # type: ignore[attr-defined]
    found = re.search(r"fw_\w+", page)
    assert found
    run(command, pasted(page, name), found[0], tmp_path)
    batch = Batch.objects.get()
    assert (batch.accepted, batch.rejected) == (1, 0)


def test_a_release_is_loaded(owner: Client, project: Project, tmp_path: Path) -> None:
    factories.RecordFactory.create_batch(20, project=project)
    dataset = Dataset.objects.create(
        project=project, name="pairs", recipe={"splits": {"train": 1, "validation": 0, "test": 0}}
    )
    run_build(request_build(dataset).pk)
    page = read(owner, "/p/acme/datasets/pairs/releases/latest/")
    key = keys.make(project, ["datasets:read"]).token
    assert "num_rows: 20" in run([sys.executable, "-"], pasted(page, "hub"), key, tmp_path)
    run(["sh"], pasted(page, "curl"), key, tmp_path)
    assert (tmp_path / "train-00000-of-00001.parquet").stat().st_size > 0
    pytest.importorskip("duckdb")
    assert "prompt" in run([sys.executable, "-"], pasted(page, "duckdb"), key, tmp_path)
