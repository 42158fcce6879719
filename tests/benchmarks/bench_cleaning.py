"""Assembly and cleaning on one core: interactions a second, and what share each stage takes.

python -m tests.benchmarks.bench_cleaning
"""

import json
import os
import time
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path

from telemetry.assembly.events import StoredRow
from telemetry.assembly.fingerprint import fingerprint
from telemetry.assembly.interactions import assemble
from telemetry.cleaning.pipeline import DEFAULT_STAGES, clean
from telemetry.cleaning.stage import Facts
from telemetry.contracts import Interaction, interaction_uid

COUNT = 2_000
PREFIX_CHARACTERS = 2_400
SUFFIX_CHARACTERS = 300
SOURCE = Path(__file__).parents[2] / "telemetry"


def code(length: int) -> list[str]:
    """Windows of real source text, cut at lines."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.py")))
    starts = range(0, len(text) - length, 997)
    return [text[text.find("\n", start) + 1 : start + length] for start in starts]


def events(number: int, prefix: str, suffix: str, candidate: str) -> list[StoredRow]:
    """A completion of six events: started, generated, shown, accepted, edited, retained."""
    prompt = {"prefix": f"# file {number}\n{prefix}", "suffix": suffix}
    place = {"language": "python", "file_path": "/home/ada/x.py"}
    started: dict[str, object] = {"surface": "completion", "prompt": prompt, **place}
    bodies: list[tuple[str, dict[str, object]]] = [
        ("interaction.started", started),
        ("candidate.generated", {"text": candidate, "model": "m1", "params": {"temperature": 0.2}}),
        ("candidate.shown", {"position": 0, "of": 1}),
        ("candidate.accepted", {"kind": "full"}),
        ("candidate.edited", {"final_text": candidate + "  # checked", "after_s": 20}),
        ("candidate.retained", {"after_s": 300, "fraction": 0.9}),
    ]
    named = {"interaction_id": f"i{number}", "session_id": "s", "developer": f"{number % 50:032x}"}
    return [
        StoredRow(
            uuid.UUID(int=number * 10 + step),
            1_770_000_000_000 + number * 1_000 + step * 100,
            json.dumps({"type": kind, "candidate_id": "c" if step else None, "data": data, **named}),
        )
        for step, (kind, data) in enumerate(bodies)
    ]


def stories() -> list[list[StoredRow]]:
    prefixes, suffixes, candidates = code(PREFIX_CHARACTERS), code(SUFFIX_CHARACTERS), code(240)
    windows = ((prefixes, 1), (suffixes, 3), (candidates, 7))
    return [events(number, *(texts[number * step % len(texts)] for texts, step in windows)) for number in range(COUNT)]


def timed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def assembled(rows: Iterable[list[StoredRow]]) -> list[Interaction]:
    interactions = [assemble(interaction_uid(f"i{number}"), story) for number, story in enumerate(rows)]
    for interaction in interactions:
        fingerprint(interaction)
    return interactions


def main() -> None:
    rows = stories()
    seconds = {"assembly": timed(lambda: assembled(rows))}
    interactions = assembled(rows)
    facts = {interaction.uid: Facts() for interaction in interactions}
    for stage in DEFAULT_STAGES:
        seconds[stage.name] = timed(lambda stage=stage: clean(interactions, facts, [stage]))  # type: ignore[misc]
    total = sum(seconds.values())
    size = sum(len(row.payload) for story in rows for row in story) / COUNT
    print(f"{COUNT / total:,.0f} interactions/s on one core (6 events, {size:,.0f} bytes of JSON each)")
    for name, spent in seconds.items():
        print(f"  {name:14} {spent / COUNT * 1e6:8.0f} µs {spent / total:6.1%}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flywheel.settings")
    main()
