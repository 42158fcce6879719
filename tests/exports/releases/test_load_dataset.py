"""A release's folder, read with the library training code uses."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exports.models import Dataset, Release
from tests.exports import datasets_client
from tests.exports.factories import make_dataset, make_record

pytestmark = pytest.mark.django_db(transaction=True)

READ = """
import json, sys
from datasets import load_dataset
folder, layout = sys.argv[1:]
found = load_dataset(folder, layout) if layout else load_dataset(folder)
streamed = load_dataset(folder, layout or None, split="train", streaming=True)
print(json.dumps({"splits": {name: len(rows) for name, rows in found.items()}, "first": found["train"][0],
                  "streamed": len(list(streamed))}, default=str))
"""


def read(folder: Path, layout: str, cache: Path) -> Any:
    return datasets_client.run(READ, str(folder), layout, cache=cache, HF_HUB_OFFLINE="1")


@pytest.fixture
def release(build: Callable[[Dataset], Release]) -> Release:
    dataset = make_dataset()
    make_record(number=1)
    make_record(number=2)
    make_record(number=3, split_bucket=9_999)
    make_record(number=4, unpaired=True)
    make_record(number=5, rewarded=True)
    return build(dataset)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("layout", "splits"),
    [
        ("", {"train": 2, "test": 1}),
        ("trl_preference", {"train": 2, "test": 1}),
        ("trl_preference_chat", {"train": 2, "test": 1}),
        ("pairs", {"train": 2, "test": 1}),
        ("trl_unpaired", {"train": 1}),
        ("unpaired", {"train": 1}),
        ("rewards", {"train": 1}),
    ],
)
def test_each_layout_loads(
    release: Release, unpack: Callable[[Release], Path], tmp_path: Path, layout: str, splits: dict[str, int]
) -> None:
    found = read(unpack(release), layout, tmp_path / "cache")
    assert found["splits"] == splits
    assert found["streamed"] == splits["train"]


@pytest.mark.slow
def test_the_rows_are_what_trl_reads(release: Release, unpack: Callable[[Release], Path], tmp_path: Path) -> None:
    found = read(unpack(release), "trl_preference_chat", tmp_path / "cache")
    first = found["first"]
    number = first["prompt"][0]["content"].removeprefix("def total_").removesuffix("():\n")
    assert first == {
        "prompt": [{"role": "user", "content": f"def total_{number}():\n"}],
        "chosen": [{"role": "assistant", "content": f"    return {number}\n"}],
        "rejected": [{"role": "assistant", "content": f"    pass  # {number}\n"}],
    }
