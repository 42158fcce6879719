"""What the labels are to reach, and the figures beside which each aim is shown. Pure."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from exports.evaluation.baselines import ACCEPTED, LAST
from exports.evaluation.report import Report
from telemetry.contracts import Frozen

Read = Callable[[Report], float | None]


class Figure(NamedTuple):
    """A figure of a run. `most`: better the smaller it is. `aim` None: told for information."""

    name: str
    title: str
    read: Read
    most: bool = False
    aim: float | None = None
    form: str = "{:.3f}"

    def met(self, value: float) -> bool:
        if self.aim is None:
            return True
        return value <= self.aim if self.most else value >= self.aim


class Result(Frozen, frozen=True, kw_only=True, omit_defaults=False):
    """The worst value of a figure over all runs, and the run it comes from."""

    name: str
    title: str
    worst: float
    run: str
    aim: float | None
    at_most: bool
    met: bool


# The aims of the label engine. The baselines have none: they say how hard a world is.
PAIR_ACCURACY = 0.95
ECE_MOST = 0.03
POISON_HELD = 0.9
HONEST_HELD_MOST = 0.02


def _beyond_baseline(report: Report) -> float | None:
    return None if report.coverage.value is None else report.coverage.value - report.baseline_coverage


def _length_bias(report: Report) -> float | None:
    chosen, better = report.lengths.longer_chosen.value, report.lengths.longer_better.value
    return None if chosen is None or better is None else abs(chosen - better)


def _leaked(report: Report) -> float:
    return float(sum(one.hits for one in report.leaks.leaked.values()))


FIGURES: tuple[Figure, ...] = (
    Figure("pair_accuracy", "pair accuracy", lambda one: one.pairs.comparable.value, aim=PAIR_ACCURACY),
    Figure("strict_accuracy", "…near-ties counted as wrong", lambda one: one.pairs.right.value),
    Figure(
        "accuracy_at_baseline",
        "accuracy at the baseline's coverage",
        lambda one: one.at_baseline.accuracy.value if one.at_baseline else None,
    ),
    Figure(
        "accepted_accuracy", f"baseline: {ACCEPTED}", lambda one: one.baselines[ACCEPTED].comparable.value, most=True
    ),
    Figure(
        "accepted_strict",
        "…near-ties counted as wrong",
        lambda one: one.baselines[ACCEPTED].accuracy.value,
        most=True,
    ),
    Figure("last_accuracy", f"baseline: {LAST}", lambda one: one.baselines[LAST].comparable.value, most=True),
    Figure("coverage", "coverage", lambda one: one.coverage.value),
    Figure("beyond_baseline", "coverage beyond the baselines'", _beyond_baseline, aim=0.0, form="{:+.3f}"),
    Figure("ece", "calibration error of pairs", lambda one: one.pairs.reliability.ece, most=True, aim=ECE_MOST),
    Figure("brier", "Brier score of pairs", lambda one: one.pairs.reliability.brier, most=True),
    Figure("label_accuracy", "unpaired label accuracy", lambda one: one.labels.right.value),
    Figure("label_ece", "calibration error of unpaired labels", lambda one: one.labels.reliability.ece, most=True),
    Figure("length_bias", "longer chosen beside longer better", _length_bias, most=True),
    Figure("poison_held", "poisoned pairs held", lambda one: one.planted.poison.held.value, aim=POISON_HELD),
    Figure(
        "honest_held",
        "honest pairs held",
        lambda one: one.planted.poison.honest_held.value,
        most=True,
        aim=HONEST_HELD_MOST,
    ),
    Figure("leaked", "planted secrets and personal data out", _leaked, most=True, aim=0.0, form="{:.0f}"),
    Figure("recall", "redaction recall", lambda one: one.leaks.recall.value),
    Figure("precision", "redaction precision", lambda one: one.leaks.precision.value),
    Figure("look_alikes", "look-alikes left alone", lambda one: one.leaks.look_alikes.value),
    Figure("duplicates", "duplicates left", lambda one: one.planted.duplicates.value, most=True),
    Figure("near_duplicates", "near-duplicates left", lambda one: one.planted.near_duplicates.value, most=True),
    Figure(
        "contaminated", "benchmark prompts left", lambda one: one.planted.contaminated.interactions.value, most=True
    ),
    Figure("bots", "bots' interactions left", lambda one: one.planted.bots.interactions.value, most=True),
    Figure("floods", "floods' interactions left", lambda one: one.planted.floods.interactions.value, most=True),
    Figure(
        "honest_interactions_held",
        "honest interactions held by cleaning",
        lambda one: one.planted.honest_held.value,
        most=True,
    ),
)


def results(reports: Sequence[Report]) -> list[Result]:
    """Every figure's worst over the runs; figures that no run could measure are left out."""
    found = []
    for figure in FIGURES:
        values = [(value, one.name) for one in reports if (value := figure.read(one)) is not None]
        if values:
            worst, run = max(values) if figure.most else min(values)
            found.append(
                Result(
                    name=figure.name,
                    title=figure.title,
                    worst=worst,
                    run=run,
                    aim=figure.aim,
                    at_most=figure.most,
                    met=figure.met(worst),
                )
            )
    return found
