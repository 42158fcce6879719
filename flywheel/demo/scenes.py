"""What simulated developers do with suggestions. Each scene plays one interaction into a recorder.

The mix is meant to look like a team's working day, with every kind of evidence the rules can read, and with
what makes no label: passed-over suggestions, timers, automatic approvals, broken infrastructure.
"""

import random
from collections.abc import Callable
from typing import Any

from flywheel.demo.completions import Task
from flywheel.demo.recorder import Recorder

Scene = Callable[[Recorder, random.Random, Task], None]

MODELS = ("flow-small-2", "flow-large-1")
KEPT = ((30, 1.0), (120, 1.0), (300, 1.0), (600, 0.98))


def kept(record: Recorder, rng: random.Random, task: Task) -> None:
    _start_completion(record, task)
    candidate = record.generate(task.good, rng.choice(MODELS))
    record.accept(candidate)
    record.retain(candidate, *KEPT)


def mended(record: Recorder, rng: random.Random, task: Task) -> None:
    _start_completion(record, task)
    candidate = record.generate(task.good, rng.choice(MODELS))
    record.accept(candidate)
    record.wait(20)
    record.add("candidate.edited", candidate, final_text=task.mended, after_s=20)
    record.retain(candidate, (120, 0.93), (300, 0.92))


def discarded(record: Recorder, rng: random.Random, task: Task) -> None:
    _start_completion(record, task)
    candidate = record.generate(task.weak, rng.choice(MODELS))
    record.accept(candidate)
    record.wait(12)
    record.add("candidate.reverted", candidate, after_s=12)


def dismissed(record: Recorder, rng: random.Random, task: Task) -> None:
    _start_completion(record, task)
    record.dismiss(record.generate(task.weak, rng.choice(MODELS)))


def passed_over(record: Recorder, rng: random.Random, task: Task) -> None:
    _start_completion(record, task)
    candidate = record.generate(task.good, rng.choice(MODELS))
    record.dismiss(candidate, rng.choice(("typed_over", "ignored")))


def timed_out(record: Recorder, rng: random.Random, task: Task) -> None:
    _start_completion(record, task)
    candidate = record.generate(task.good, rng.choice(MODELS))
    record.wait(10)
    record.add("candidate.dismissed", candidate, actor="timer", reason="ignored", visible_ms=10_000)


def regenerated(record: Recorder, rng: random.Random, task: Task) -> None:
    _start_completion(record, task)
    for text in (task.weak, task.broken):
        candidate = record.generate(text, rng.choice(MODELS))
        record.wait(rng.uniform(2, 6))
        record.add("candidate.regenerated", candidate)
    last = record.generate(task.good, rng.choice(MODELS))
    record.accept(last)
    record.retain(last, *KEPT)


def given_up(record: Recorder, rng: random.Random, task: Task) -> None:
    _start_completion(record, task)
    for text in (task.broken, task.weak):
        candidate = record.generate(text, rng.choice(MODELS))
        record.wait(rng.uniform(2, 6))
        record.add("candidate.regenerated", candidate)


def compared(record: Recorder, rng: random.Random, task: Task) -> None:
    """Two answers side by side, in random places; now and then neither or both will do."""
    _start_completion(record, task)
    texts = [task.good, task.weak]
    rng.shuffle(texts)
    shown = {record.generate(text, rng.choice(MODELS), position=n, of=2): text for n, text in enumerate(texts)}
    dwell = rng.uniform(1500, 9000)
    record.wait(dwell / 1000)
    better = next(candidate for candidate, text in shown.items() if text == task.good)
    other = next(candidate for candidate in shown if candidate != better)
    outcome = rng.choices(("picked", "tie", "both_bad"), (0.8, 0.1, 0.1))[0]
    choice: dict[str, Any] = (
        {"chosen": better, "rejected": [other], "strength": rng.randint(1, 3)} if outcome == "picked" else {}
    )
    record.add(
        "candidates.compared",
        outcome=outcome,
        positions={candidate: position for position, candidate in enumerate(shown)},
        randomized=True,
        dwell_ms=round(dwell),
        **choice,
    )


def tested(record: Recorder, rng: random.Random, task: Task) -> None:
    """The tests passed before; then one answer fails them and the next one passes."""
    _start_completion(record, task)
    _run_tests(record, None, passed=True)
    for text in (task.broken, task.good):
        candidate = record.generate(text, rng.choice(MODELS))
        record.accept(candidate)
        record.wait(15)
        _run_tests(record, candidate, passed=text == task.good)
        _run_tests(record, candidate, passed=text == task.good)
    record.retain(candidate, *KEPT)


def machine_failed(record: Recorder, rng: random.Random, task: Task) -> None:
    _start_completion(record, task)
    candidate = record.generate(task.good, rng.choice(MODELS))
    record.accept(candidate)
    record.wait(15)
    record.add("outcome.reported", candidate, actor="system", kind="test", passed=None, infrastructure_failure=True)


def broken_off(record: Recorder, rng: random.Random, task: Task) -> None:
    _start_completion(record, task)
    record.add(
        "candidate.generated",
        "c1",
        actor="system",
        text=task.good[: len(task.good) // 3],
        model=rng.choice(MODELS),
        finish_reason="error",
    )


def chatted(record: Recorder, rng: random.Random, task: Task) -> None:
    messages = [
        {"role": "system", "content": f"You are a careful {task.language} programmer."},
        {"role": "user", "content": f"{task.instruction}\n\nThe file so far:\n{task.prefix}"},
    ]
    _start(record, task, "chat", {"messages": messages})
    good = rng.random() < 0.7
    candidate = record.generate(task.good if good else task.weak, rng.choice(MODELS))
    record.wait(rng.uniform(4, 20))
    if good and rng.random() < 0.5:
        record.add("candidate.copied", candidate, text=task.good, pasted=rng.random() < 0.6)
    record.add("candidate.rated", candidate, value=1 if good else -1)


def edited_inline(record: Recorder, rng: random.Random, task: Task) -> None:
    _start(record, task, "inline_edit", {"instruction": task.instruction, "context": task.prefix + task.suffix})
    candidate = record.generate(task.good, rng.choice(MODELS))
    record.accept(candidate)
    record.retain(candidate, *KEPT)


def assisted(record: Recorder, rng: random.Random, task: Task) -> None:
    """A coding agent's command is refused, its better one approved; a third is approved by configuration."""
    _start(record, task, "agent", {"instruction": task.instruction})
    _call_tool(record, "shell", {"command": f"rm -rf {task.path}"}, "denied", "user")
    _call_tool(record, "edit", {"path": task.path, "text": task.good}, "approved", "user")
    _call_tool(record, "read", {"path": task.path}, "approved", "config")


SCENES: tuple[tuple[Scene, float], ...] = (
    (kept, 20),
    (mended, 14),
    (discarded, 6),
    (dismissed, 16),
    (passed_over, 8),
    (timed_out, 4),
    (regenerated, 9),
    (given_up, 3),
    (compared, 14),
    (tested, 8),
    (machine_failed, 2),
    (broken_off, 1),
    (chatted, 8),
    (edited_inline, 5),
    (assisted, 5),
)


def _start_completion(record: Recorder, task: Task) -> None:
    _start(record, task, "completion", {"prefix": task.prefix, "suffix": task.suffix})


def _start(record: Recorder, task: Task, surface: str, prompt: dict[str, object]) -> None:
    record.add(
        "interaction.started",
        surface=surface,
        prompt=prompt,
        language=task.language,
        file_path=task.path,
        repository=f"example/{task.path.split('/')[0]}",
    )


def _run_tests(record: Recorder, candidate: str | None, *, passed: bool) -> None:
    record.wait(4)
    record.add(
        "outcome.reported",
        candidate,
        actor="system",
        kind="test",
        passed=passed,
        exit_code=0 if passed else 1,
        total=12,
        failed=0 if passed else 3,
        command="make test",
        duration_ms=3800,
    )


def _call_tool(record: Recorder, tool: str, arguments: dict[str, str], decision: str, source: str) -> None:
    record.wait(3)
    record.add("tool.proposed", actor="agent", tool=tool, arguments=arguments)
    record.wait(2)
    record.add(
        "tool.decided",
        actor="human" if source == "user" else "policy",
        tool=tool,
        decision=decision,
        source=source,
    )
    if decision == "approved":
        record.add("tool.finished", actor="system", tool=tool, success=True, output="ok")
