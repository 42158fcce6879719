"""Reports as plots: a series a world, its runs taken together, or the worst of them where they cannot be. Pure."""

from collections.abc import Callable, Iterable, Sequence

from exports.evaluation import aims, plots
from exports.evaluation.lengths import LengthBin
from exports.evaluation.rates import Share, together
from exports.evaluation.reliability import Bin
from exports.evaluation.report import Report

Worlds = dict[str, list[Report]]

_FATES: dict[str, Callable[[Report], Share]] = {
    "secrets leaked": lambda one: one.leaks.leaked["secret"],
    "personal data leaked": lambda one: one.leaks.leaked["personal"],
    "duplicates left": lambda one: one.planted.duplicates,
    "near-duplicates left": lambda one: one.planted.near_duplicates,
    "benchmark prompts left": lambda one: one.planted.contaminated.interactions,
    "bots left": lambda one: one.planted.bots.interactions,
    "floods left": lambda one: one.planted.floods.interactions,
    "poisoned pairs held": lambda one: one.planted.poison.held,
    "honest pairs held": lambda one: one.planted.poison.honest_held,
    "honest interactions held": lambda one: one.planted.honest_held,
}


def draw(reports: Sequence[Report]) -> dict[str, str]:
    """Every plot of an evaluation as SVG, by the name of its file."""
    worlds: Worlds = {}
    for one in reports:
        worlds.setdefault(one.world, []).append(one)
    return {
        "reliability": plots.reliability(
            {name: _bins(one.pairs.reliability.equal_width for one in runs) for name, runs in worlds.items()},
            "Confidence of pairs against truth",
        ),
        "reliability-labels": plots.reliability(
            {name: _bins(one.labels.reliability.equal_width for one in runs) for name, runs in worlds.items()},
            "Confidence of unpaired labels against truth",
        ),
        "rules": plots.shares(
            _by_rule(worlds, lambda one: one.pairs.by_rule),
            "Pair accuracy by rule",
            "share of pairs whose chosen text is truly better",
            aim=aims.PAIR_ACCURACY,
        ),
        "rules-labels": plots.shares(
            _by_rule(worlds, lambda one: one.labels.by_rule),
            "Unpaired label accuracy by rule",
            "share right",
        ),
        "coverage": _coverage(worlds),
        "planted": plots.shares(
            _by_name(worlds, lambda one: {name: read(one) for name, read in _FATES.items()}),
            "What was planted, and what honest data it cost",
            "share",
            whole=True,
        ),
        "lengths": plots.length_bias(_length_bins(reports)),
    }


def _bins(runs: Iterable[Sequence[Bin]]) -> list[Bin]:
    """Bins of equal width of several runs as those of one."""
    found: dict[float, list[Bin]] = {}
    for run in runs:
        for one in run:
            found.setdefault(one.low, []).append(one)
    return [_one_bin(found[low]) for low in sorted(found)]


def _one_bin(bins: Sequence[Bin]) -> Bin:
    right = together(one.right for one in bins)
    mean = sum(one.confidence * one.right.of for one in bins) / right.of
    return Bin(low=bins[0].low, high=bins[0].high, confidence=mean, right=right)


def _by_name(worlds: Worlds, read: Callable[[Report], dict[str, Share]]) -> dict[str, dict[str, Share]]:
    """name → world → share over the world's runs, in the order of the names; only what was counted somewhere."""
    found: dict[str, dict[str, list[Share]]] = {}
    for world, runs in worlds.items():
        for run in runs:
            for name, one in read(run).items():
                row = found.setdefault(name, {})
                if one.of:
                    row.setdefault(world, []).append(one)
    return {name: {world: together(shares) for world, shares in row.items()} for name, row in found.items() if row}


def _by_rule(worlds: Worlds, read: Callable[[Report], dict[str, Share]]) -> dict[str, dict[str, Share]]:
    return dict(sorted(_by_name(worlds, read).items()))


def _coverage(worlds: Worlds) -> str:
    worst = {
        f"{world} (seed {run.seed})": run
        for world, runs in worlds.items()
        for run in [min(runs, key=lambda one: one.pairs.right.value or 0.0)]
    }
    points = {
        name: {kind: (one.coverage.value or 0.0, one.comparable.value or 0.0) for kind, one in run.baselines.items()}
        for name, run in worst.items()
    }
    return plots.accuracy_by_coverage({name: run.curve for name, run in worst.items()}, points, aim=aims.PAIR_ACCURACY)


def _length_bins(reports: Sequence[Report]) -> list[LengthBin]:
    found: dict[float, list[LengthBin]] = {}
    for run in reports:
        for one in run.lengths.bins:
            found.setdefault(one.low, []).append(one)
    return [
        LengthBin(
            low=low,
            high=same[0].high,
            longer_chosen=together(one.longer_chosen for one in same),
            longer_better=together(one.longer_better for one in same),
        )
        for low, same in sorted(found.items())
    ]
