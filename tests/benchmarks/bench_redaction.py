"""Redaction on one core: megabytes of real code a second, and what share each detector takes.

python -m tests.benchmarks.bench_redaction

The texts are windows of the installed standard library, which is the same wherever the Python version is; each is
redacted as an interaction is: a prompt of 4,000 characters and two answers of 300.
"""

import sysconfig
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from telemetry.cleaning.redaction.finding import END_OF_TEXT, subject_of
from telemetry.cleaning.redaction.redactor import DETECTORS, Redactor

SIZE = 4_000_000
PROMPT, ANSWER = 4_000, 300


def interactions() -> list[list[str]]:
    paths = sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py"))
    text = "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in paths)[:SIZE]
    step = PROMPT + 2 * ANSWER
    return [
        [
            text[start : start + PROMPT],
            text[start + PROMPT : start + PROMPT + ANSWER],
            text[start + PROMPT + ANSWER : start + step],
        ]
        for start in range(0, len(text) - step, step)
    ]


def timed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def redact(batch: Iterable[list[str]]) -> None:
    for texts in batch:
        redactor = Redactor(texts)
        for text in texts:
            redactor(text)


def main() -> None:
    batch = interactions()
    joined = [f"\n{END_OF_TEXT}\n".join(texts) for texts in batch]
    size = sum(map(len, joined)) / 1e6
    best = min(timed(lambda: redact(batch)) for _ in range(3))
    print(f"{size / best:,.1f} MB/s on one core ({size:.1f} MB in {len(batch):,} interactions)")
    subjects = [subject_of(text) for text in joined]
    for detector in DETECTORS:
        name = getattr(detector, "__name__", "")
        spent = timed(lambda: [list(detector(subject)) for subject in subjects])  # noqa: B023
        print(f"  {name:24} {spent / len(batch) * 1e6:7.0f} µs an interaction")


if __name__ == "__main__":
    main()
