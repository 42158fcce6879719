"""Tests, builds and the like: facts about a candidate's code, whoever ran them. Pure."""

from collections.abc import Iterable

from exports.preferences import signal_data
from exports.preferences.facts import Outcome
from exports.preferences.tool_calls import call_ids_of
from telemetry.contracts import Candidate, Interaction, Signal

REPORT = "outcome.reported"
TESTS = frozenset({"test", "ci"})
BUILDS = frozenset({"build", "typecheck"})
RUNS = frozenset({"run"})
LINTS = frozenset({"lint"})
VERIFIABLE = TESTS | BUILDS | RUNS | LINTS

# 124: timeout(1); 137 and 143: killed from outside, by the memory limit or a supervisor.
_NOT_THE_CODES_FAULT = frozenset({124, 137, 143})


def outcomes_of(interaction: Interaction, candidate: Candidate) -> tuple[Outcome, ...]:
    """The candidate's verifiable outcomes in order: its own, and the interaction's where no other can be meant."""
    signals = [one for one in candidate.signals if one.type == REPORT]
    signals += _attributable(interaction, candidate)
    outcomes = [_outcome(one) for one in sorted(signals, key=lambda one: one.order)]
    return tuple(one for one in outcomes if one.kind in VERIFIABLE)


def _attributable(interaction: Interaction, candidate: Candidate) -> list[Signal]:
    """Reports that name no candidate mean the only one taken, or the only one there is, from then on.

    In an agent's turn a command judges the code its tools wrote, never what it said beside it.
    """
    calls = call_ids_of(interaction)
    written = tuple(one for one in interaction.candidates if one.candidate_id in calls)
    since = _meant_since(written or interaction.candidates, candidate)
    since_call = _meant_since(written, candidate)
    return [
        one
        for one in _reports(interaction)
        if (start := since_call if signal_data.text(one, "call_id") else since) is not None and one.at >= start
    ]


def _meant_since(judged: tuple[Candidate, ...], candidate: Candidate) -> int | None:
    """The moment (ms) from which a report can only mean this one of the candidates; None: it can mean another."""
    taken = {one.candidate_id: moment for one in judged if (moment := _taken_at(one)) is not None}
    if taken:
        return taken.get(candidate.candidate_id) if len(taken) == 1 else None
    return candidate.generated_at if judged == (candidate,) else None


def _taken_at(candidate: Candidate) -> int | None:
    moments = [one.at for one in candidate.signals if one.type == "candidate.accepted" and one.actor == "human"]
    return min(moments, default=None)


def _reports(interaction: Interaction) -> list[Signal]:
    return [one for one in interaction.signals if one.type == REPORT]


def _outcome(signal: Signal) -> Outcome:
    return Outcome(
        event_id=signal.event_id,
        at=signal.at,
        developer=signal.developer,
        kind=signal_data.text(signal, "kind") or "",
        passed=_passed(signal),
    )


def _passed(signal: Signal) -> bool | None:
    """None where the outcome is missing. A run cut short from outside is missing, never failed."""
    exit_code, passed = signal_data.number(signal, "exit_code"), signal_data.flag(signal, "passed")
    if signal_data.flag(signal, "infrastructure_failure"):
        return None
    if passed is not True and exit_code in _NOT_THE_CODES_FAULT:
        return None
    return passed if passed is not None or exit_code is None else exit_code == 0


def baseline_of(interaction: Interaction) -> bool | None:
    """Whether the tests passed before the first candidate was there; None: nobody looked."""
    times = [one.generated_at for one in interaction.candidates if one.generated_at is not None]
    before = [one for one in map(_outcome, _reports(interaction)) if times and one.at < min(times)]
    return agreed(one.passed for one in before if one.kind in TESTS)


def agreed(results: Iterable[bool | None]) -> bool | None:
    """The one result all conclusive runs had; None without any, or where they differ (a flaky test)."""
    conclusive = {result for result in results if result is not None}
    return conclusive.pop() if len(conclusive) == 1 else None


def verdict(outcomes: Iterable[Outcome]) -> bool | None:
    """Does the code work? A failed build settles it; else tests where any ran, else a run, else the build.

    Tests that ran without a conclusion (flaky, cut short) leave the question open. Lint never decides.
    """
    outcomes = tuple(outcomes)
    if not outcomes:
        return None
    built = _of(outcomes, BUILDS)
    if built is False:
        return False
    for kinds in (TESTS, RUNS):
        if any(one.kind in kinds for one in outcomes):
            return _of(outcomes, kinds)
    return built


def tests_pass(outcomes: Iterable[Outcome]) -> bool:
    outcomes = tuple(outcomes)
    return bool(outcomes) and verdict(outcomes) is True and _of(outcomes, TESTS) is True


def _of(outcomes: tuple[Outcome, ...], kinds: frozenset[str]) -> bool | None:
    return agreed(one.passed for one in outcomes if one.kind in kinds)
