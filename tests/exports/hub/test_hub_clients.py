"""The real client libraries against a really running server."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from exports.models import Dataset, Release
from flywheel.projects.models import Project
from tests.exports import datasets_client
from tests.exports.factories import make_dataset, make_record
from tests.flows.processes import web_server

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

LOAD = """
import json
from datasets import load_dataset
from huggingface_hub import HfApi, hf_hub_download, snapshot_download
from huggingface_hub.errors import EntryNotFoundError, RepositoryNotFoundError, RevisionNotFoundError

ERRORS = (EntryNotFoundError, RevisionNotFoundError, RepositoryNotFoundError)

def error(call):
    try:
        call()
    except ERRORS as raised:
        return next(known.__name__ for known in ERRORS if isinstance(raised, known))

name = "acme/code"
found = load_dataset(name, "trl_preference", revision="latest")
streamed = load_dataset(name, "pairs", revision="1.0.0", streaming=True, split="train")
default = load_dataset(name)
readme = hf_hub_download(name, "README.md", repo_type="dataset")
folder = snapshot_download(name, repo_type="dataset", revision="latest")
print(json.dumps({
    "splits": {split: len(rows) for split, rows in found.items()},
    "columns": found["train"].column_names,
    "streamed": sorted(row["rule"] for row in streamed),
    "default": default["train"].column_names,
    "readme": open(readme).read().startswith("---"),
    "files": sorted(HfApi().list_repo_files(name, repo_type="dataset")),
    "sha": HfApi().dataset_info(name, revision="latest").sha,
    "folder": folder.rsplit("/", 1)[1],
    "no_file": error(lambda: hf_hub_download(name, "none.txt", repo_type="dataset")),
    "no_revision": error(lambda: HfApi().dataset_info(name, revision="9.9.9")),
    "no_repository": error(lambda: HfApi().dataset_info("acme/none")),
}))
"""


@pytest.fixture
def server(tmp_path: Path, storage: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The production web server on the test's database; its address."""
    monkeypatch.setenv("FLYWHEEL_STORAGE_URL", str(storage))
    (tmp_path / "server").mkdir()
    with web_server(tmp_path / "server") as url:
        yield url


def run_client(server: str, key: str, cache: Path) -> Any:
    return datasets_client.run(LOAD, cache=cache, HF_ENDPOINT=f"{server}/hub", HF_TOKEN=key)


@pytest.fixture
def release(project: Project, build: Callable[[Dataset], Release]) -> Release:
    dataset = make_dataset(project=project)
    make_record(number=1)
    make_record(number=2, rule="regenerated")
    make_record(number=3, split_bucket=9_999)
    make_record(number=4, unpaired=True)
    return build(dataset)


def test_datasets_and_huggingface_hub_work_unchanged(
    release: Release, server: str, make_key: Callable[..., str], tmp_path: Path
) -> None:
    key = make_key("datasets:read")
    assert run_client(server, key, tmp_path / "cache") == {
        "splits": {"train": 2, "test": 1},
        "columns": ["prompt", "chosen", "rejected"],
        "streamed": ["accepted_edit", "regenerated"],
        "default": ["prompt", "chosen", "rejected"],
        "readme": True,
        "files": [
            "README.md",
            "manifest.json",
            "pairs/test-00000-of-00001.parquet",
            "pairs/train-00000-of-00001.parquet",
            "trl_preference/test-00000-of-00001.parquet",
            "trl_preference/train-00000-of-00001.parquet",
            "trl_preference_chat/test-00000-of-00001.parquet",
            "trl_preference_chat/train-00000-of-00001.parquet",
            "trl_unpaired/train-00000-of-00001.parquet",
            "unpaired/train-00000-of-00001.parquet",
        ],
        "sha": release.sha,
        "folder": release.sha,
        "no_file": "EntryNotFoundError",
        "no_revision": "RevisionNotFoundError",
        "no_repository": "RepositoryNotFoundError",
    }
