"""A simulated world as files: `events.ndjson` for the pipeline, the other two to measure it by."""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any

import msgspec

from flywheel.demo.world.generate import Story

EVENTS, TRUTH, BENCHMARK = "events.ndjson", "truth.ndjson", "benchmark.jsonl"

_ENCODER = msgspec.json.Encoder()


def write(folder: Path, stories: Iterable[Story], tick: Callable[[int], object]) -> Counter[str]:
    """Writes the first two files, story by story; `tick` is told how many interactions each story began.

    Returns how many of what there are, by name. Files are complete once this returns: they are renamed into place.
    """
    folder.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    drafts = [folder / f"{name}.draft" for name in (EVENTS, TRUTH)]
    with drafts[0].open("wb") as events, drafts[1].open("wb") as truths:
        for story in stories:
            _lines(events, story.events)
            _lines(truths, story.truths)
            counts.update(event["type"] for event in story.events)
            counts.update(_name(truth) for truth in story.truths)
            tick(sum(event["type"] == "interaction.started" for event in story.events))
    for draft in drafts:
        draft.replace(draft.with_suffix(""))
    return counts


def _lines(file: IO[bytes], rows: Iterable[dict[str, Any]]) -> None:
    file.write(_ENCODER.encode_lines(rows))


def _name(truth: dict[str, Any]) -> str:
    return " ".join(["truth:", truth["what"], *([truth["kind"]] if "kind" in truth else [])])


def write_benchmark(folder: Path, problems: Iterable[dict[str, str]]) -> None:
    with (folder / BENCHMARK).open("wb") as file:
        _lines(file, problems)
