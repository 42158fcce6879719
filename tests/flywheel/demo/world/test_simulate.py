"""`manage.py simulate`: files for the pipeline and for who measures it."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from flywheel.projects.models import Project
from telemetry.models import Batch

UNTIL = "2026-03-11T15:00"


def simulate(folder: Path, *options: str) -> None:
    call_command("simulate", str(folder), "--interactions=60", "--seed=4", f"--until={UNTIL}", *options)


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_same_arguments_write_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "other"):
        simulate(tmp_path / name)
    for file in ("events.ndjson", "truth.ndjson", "benchmark.jsonl"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "other" / file).read_bytes()
    assert len(list((tmp_path / "one").iterdir())) == 3


def test_the_truth_begins_with_the_world(tmp_path: Path) -> None:
    simulate(tmp_path, "--world=noisy")
    first = rows(tmp_path / "truth.ndjson")[0]
    assert (first["what"], first["name"], first["seed"]) == ("world", "noisy", 4)
    assert first["parameters"]["perception_error"] > 0
    assert len(first["corpus"]) == 64


def test_what_is_there_is_only_overwritten_on_demand(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(CommandError, match="--force"):
        simulate(tmp_path)
    simulate(tmp_path, "--force")
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert rows(tmp_path / "events.ndjson")


def test_a_benchmark_of_ones_own_is_pasted_into_prompts(tmp_path: Path) -> None:
    problem = {
        "task_id": "Own/1",
        "prompt": 'def halves(values):\n    """Returns every value cut in half, the odd ones rounded down."""\n',
        "entry_point": "halves",
        "canonical_solution": "    out = []\n    for one in values:\n        out.append(one // 2)\n    return out\n",
        "test": "def check(candidate):\n    assert candidate([4]) == [2]\n",
    }
    source = tmp_path / "own.jsonl.gz"
    source.write_bytes(gzip.compress(json.dumps(problem).encode()))
    simulate(tmp_path / "world", f"--benchmark={source}", "--interactions=400", "--world=adversarial")
    assert rows(tmp_path / "world" / "benchmark.jsonl") == [problem]
    pasted = [row for row in rows(tmp_path / "world" / "truth.ndjson") if row.get("kind") == "benchmark"]
    assert {row["value"] for row in pasted} == {"Own/1"}
    prompts = {
        row["interaction_id"]: json.dumps(row["data"]["prompt"])
        for row in rows(tmp_path / "world" / "events.ndjson")
        if row["type"] == "interaction.started"
    }
    assert all("the odd ones rounded down" in prompts[row["interaction_id"]] for row in pasted)


@pytest.mark.parametrize("text", ["no json\n", '{"task_id": "A/1"}\n'])
def test_a_benchmark_that_is_none_is_refused_with_its_line(tmp_path: Path, text: str) -> None:
    source = tmp_path / "own.jsonl"
    source.write_text(text)
    with pytest.raises(CommandError, match=r"own\.jsonl, line 1"):
        simulate(tmp_path / "world", f"--benchmark={source}")


@pytest.mark.django_db(transaction=True)
def test_every_event_can_be_imported(tmp_path: Path) -> None:
    simulate(tmp_path, "--world=adversarial")
    Project.objects.create(slug="world")
    call_command("import_events", tmp_path / "events.ndjson", project="world")
    wanted = len(rows(tmp_path / "events.ndjson"))
    batches = Batch.objects.values_list("accepted", "refused")
    assert sum(accepted for accepted, _ in batches) == wanted


@pytest.mark.parametrize(
    ("folder", "words", "message"),
    [
        ("new", ["--interactions", "0"], "--interactions must be at least 1"),
        ("file/new", [], "file/new cannot be written: Not a directory"),
        ("new", ["--until", "0001-01-01"], "the year must be 1970 or later"),
    ],
)
def test_what_cannot_be_simulated_is_said_in_words(tmp_path: Path, folder: str, words: list[str], message: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match=message):
        call_command("simulate", str(tmp_path / folder), "--interactions", "1", *words)
