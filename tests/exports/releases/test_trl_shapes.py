"""What a trainer gets from each layout, column by column, from a folder and over the Hub protocol.

Types as TRL documents them ("Dataset formats and types"): standard preference and unpaired preference are
strings with a boolean label; conversational texts are lists of messages with `role` and `content`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exports.models import Release
from flywheel.projects.models import Project
from tests.exports import datasets_client
from tests.exports.factories import make_dataset, make_record
from tests.flows.processes import web_server

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PROGRAM = """
import json, sys
from datasets import load_dataset

def shape(feature):
    if isinstance(feature, dict):
        return {name: shape(inner) for name, inner in feature.items()}
    inner = getattr(feature, "feature", feature[0] if isinstance(feature, list) else None)
    return [shape(inner)] if inner is not None else feature.dtype

name, *layouts = sys.argv[1:]
print(json.dumps({layout: {
    "features": shape(dict(found["train"].features)),
    "rows": {split: list(rows) for split, rows in found.items()},
    "streamed": [list(row) for row in load_dataset(name, layout, split="train", streaming=True)],
} for layout in layouts for found in [load_dataset(name, layout)]}, default=str))
"""

STRING, NUMBER, WHOLE, TEXTS = "string", "float64", "int32", ["string"]
MESSAGES = [{"role": STRING, "content": STRING}]
LINEAGE = {
    "confidence": NUMBER,
    "weight": NUMBER,
    "tier": STRING,
    "rule": STRING,
    "rule_version": WHOLE,
    "group_id": STRING,
    "surface": STRING,
    "language": STRING,
    "repository": STRING,
    "file_path": STRING,
    "model_chosen": STRING,
    "model_rejected": STRING,
    "checkpoint": STRING,
    "propensity": NUMBER,
    "horizon_s": WHOLE,
    "contributors": TEXTS,
    "flags": TEXTS,
    "observed_at": "timestamp[us, tz=UTC]",
    "interactions": TEXTS,
    "events": TEXTS,
}
PROMPT = {"record_id": STRING, "prompt": STRING, "prompt_messages": MESSAGES}
FEATURES: dict[str, dict[str, Any]] = {
    "trl_preference": {"prompt": STRING, "chosen": STRING, "rejected": STRING},
    "trl_preference_chat": {"prompt": MESSAGES, "chosen": MESSAGES, "rejected": MESSAGES},
    "trl_unpaired": {"prompt": STRING, "completion": STRING, "label": "bool"},
    "pairs": {**PROMPT, "chosen": STRING, "rejected": STRING, "margin": NUMBER, **LINEAGE},
    "unpaired": {**PROMPT, "completion": STRING, "label": "bool", **LINEAGE},
    "rewards": {**PROMPT, "completion": STRING, "reward": NUMBER, "reward_components": STRING, **LINEAGE},
}
ROWS = {
    "trl_preference": {"train": 2, "test": 1},
    "trl_preference_chat": {"train": 2, "test": 1},
    "trl_unpaired": {"train": 2},
    "pairs": {"train": 4, "test": 1},
    "unpaired": {"train": 3},
    "rewards": {"train": 2},
}


@pytest.fixture
def release(project: Project, build: Callable[..., Release]) -> Release:
    make_record(number=1)
    make_record(
        number=2, prompt_roles=["system", "user", "assistant", "user"], prompt_contents=["Be brief.", "a", "b", "c"]
    )
    make_record(number=3, split_bucket=9_999)
    make_record(number=4, rejected="")
    make_record(number=5, chosen="")
    make_record(number=6, unpaired=True)
    make_record(number=7, unpaired=True, label=False)
    make_record(number=8, unpaired=True, completion="")
    make_record(number=9, rewarded=True)
    make_record(number=10, rewarded=True, reward=None)
    return build(make_dataset(project=project))


def check(found: dict[str, Any]) -> None:
    assert {layout: seen["features"] for layout, seen in found.items()} == FEATURES
    counted = {layout: {split: len(rows) for split, rows in seen["rows"].items()} for layout, seen in found.items()}
    assert counted == ROWS
    for layout, seen in found.items():
        assert len(seen["streamed"]) == ROWS[layout]["train"]
        if layout.startswith("trl_"):
            assert empty_or_null([row for rows in seen["rows"].values() for row in rows]) == []


def empty_or_null(rows: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """The values no trainer can score: null, an empty text, or messages without one."""
    return [
        (name, value)
        for row in rows
        for name, value in row.items()
        if value is None
        or value in ("", [])
        or (isinstance(value, list) and not all(message["content"] for message in value))
    ]


def test_a_folder_has_the_shapes_trl_documents(
    release: Release, unpack: Callable[[Release], Path], tmp_path: Path
) -> None:
    folder = str(unpack(release))
    check(datasets_client.run(PROGRAM, folder, *FEATURES, cache=tmp_path / "cache", HF_HUB_OFFLINE="1"))


def test_the_hub_protocol_gives_the_same(
    release: Release, make_key: Callable[..., str], tmp_path: Path, storage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLYWHEEL_STORAGE_URL", str(storage))
    home = tmp_path / "server"
    home.mkdir()
    with web_server(home) as url:
        variables = {"HF_ENDPOINT": f"{url}/hub", "HF_TOKEN": make_key("datasets:read")}
        check(datasets_client.run(PROGRAM, "acme/code", *FEATURES, cache=tmp_path / "cache", **variables))


def test_a_chat_prompt_keeps_its_turns(release: Release, unpack: Callable[[Release], Path], tmp_path: Path) -> None:
    found = datasets_client.run(
        PROGRAM, str(unpack(release)), "trl_preference_chat", cache=tmp_path / "cache", HF_HUB_OFFLINE="1"
    )
    prompts = [row["prompt"] for row in found["trl_preference_chat"]["rows"]["train"]]
    assert [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "a"},
        {"role": "assistant", "content": "b"},
        {"role": "user", "content": "c"},
    ] in prompts
