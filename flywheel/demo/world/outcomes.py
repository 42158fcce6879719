"""Runs of tests, builds and linters: they say what is true, but for flaky tests and machines that fail."""

from flywheel.demo.world.code import Code
from flywheel.demo.world.scribe import Scribe
from flywheel.demo.world.turn import Turn

KINDS = ("test", "test", "test", "test", "build", "lint", "ci")  # as often as they are run
FLAKY = {"test", "ci"}  # what runs the code
UNPARSABLE = {"syntax_error", "truncated"}
UNTIDY = {"debug_print", "dead_code", "needless_conversion"}
_COMMANDS = {"test": "pytest -q", "build": "make build", "lint": "ruff check", "ci": "ci run"}
_MACHINE_FAILURES = ("no space left on device", "connection reset by peer", "runner lost", "image could not be pulled")
TESTS = 24  # in the suite


def run(turn: Turn, record: Scribe, candidate: str, code: Code) -> bool | None:
    """Reports one run; returns what it said of the code's behaviour, None where it said nothing about that."""
    kind = turn.rng.choice(KINDS)
    record.wait(turn.rng.uniform(1, 6))
    if turn.chance(turn.world.infrastructure):
        return _machine_failure(turn, record, candidate, kind)
    passed = _passes(kind, code) and not (kind in FLAKY and turn.broken_suite)
    if kind in FLAKY and turn.chance(turn.world.flaky):
        passed = not passed
    report(turn, record, candidate, kind, passed)
    return passed if kind in FLAKY or not passed else None


def _passes(kind: str, code: Code) -> bool:
    """A build only minds what does not parse, a linter what looks wrong, tests what does not work."""
    faults = {edit.operator for edit in code.edits}
    if kind == "build":
        return not faults & UNPARSABLE
    return not faults & (UNPARSABLE | UNTIDY) if kind == "lint" else code.works


def baseline(turn: Turn, record: Scribe) -> None:
    """The tests before anything was put in."""
    report(turn, record, None, "test", not turn.broken_suite)


def report(turn: Turn, record: Scribe, candidate: str | None, kind: str, passed: bool) -> None:
    failed = 0 if passed else turn.rng.randint(1, 5)
    output = f"{TESTS - failed} passed" + (f", {failed} failed" if failed else "") + turn.hidden_line("output")
    record.add(
        "outcome.reported",
        candidate,
        actor="system",
        kind=kind,
        passed=passed,
        exit_code=0 if passed else 1,
        total=TESTS,
        failed=failed,
        command=_COMMANDS[kind],
        output=output,
        duration_ms=turn.rng.randint(800, 9000),
    )


def _machine_failure(turn: Turn, record: Scribe, candidate: str, kind: str) -> bool | None:
    if turn.chance(turn.world.silent_failures):
        report(turn, record, candidate, kind, passed=False)
        return False
    record.add(
        "outcome.reported",
        candidate,
        actor="system",
        kind=kind,
        passed=None,
        infrastructure_failure=True,
        command=_COMMANDS[kind],
        output=turn.rng.choice(_MACHINE_FAILURES),
    )
    return None
