"""Reports as a table for terminals: a column a run, the worst of them last, each aim beside its figure."""

from collections.abc import Iterator, Sequence

from exports.evaluation.aims import FIGURES, Figure, Result, results
from exports.evaluation.rates import Share, together
from exports.evaluation.reliability import Bin
from exports.evaluation.report import Report

_NOTHING = "–"


def lines(reports: Sequence[Report]) -> Iterator[str]:
    found = {one.name: one for one in results(reports)}
    head = ["", *(one.name for one in reports), "worst", "aim", ""]
    rows = [_counts("events", [f"{one.events:,}" for one in reports])]
    rows.append(_counts("records", [f"{sum(one.records.values()):,}" for one in reports]))
    rows.append(_counts("held of these", [f"{sum(one.held.values()):,}" for one in reports]))
    rows.append(_counts("pairs", [f"{one.pairs.right.of:,}" for one in reports]))
    rows.append(_counts("comparable groups", [f"{one.coverage.of:,}" for one in reports]))
    rows.append(_counts("poisoned pairs", [f"{one.planted.poison.held.of:,}" for one in reports]))
    rows += [_row(figure, reports, found[figure.name]) for figure in FIGURES if figure.name in found]
    yield from _aligned([head, *rows])
    yield from _pooled("pair accuracy by rule", [one.pairs.by_rule for one in reports])
    yield from _pooled("unpaired label accuracy by rule", [one.labels.by_rule for one in reports])
    yield from _pooled("pair accuracy by tier", [one.pairs.by_tier for one in reports])
    yield from _bins([one.pairs.reliability.equal_width for one in reports])
    yield from _pooled("marks of cleaning on honest interactions", [one.planted.reasons for one in reports])
    yield from _notes(reports)


def _counts(title: str, values: list[str]) -> list[str]:
    return [title, *values, "", "", ""]


def _row(figure: Figure, reports: Sequence[Report], result: Result) -> list[str]:
    values = [figure.read(one) for one in reports]
    cells = [_NOTHING if value is None else figure.form.format(value) for value in values]
    aim, verdict = "", ""
    if figure.aim is not None:
        aim = f"{'≤' if figure.most else '≥'} {figure.form.format(figure.aim)}"
        verdict = "met" if result.met else "missed"
    return [figure.title, *cells, figure.form.format(result.worst), aim, verdict]


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The first column to the left, numbers to the right, the last column to the left."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for first, *middle, last in rows:
        cells = [f"{cell:>{width}}" for cell, width in zip(middle, widths[1:-1], strict=True)]
        yield "  ".join([f"{first:<{widths[0]}}", *cells, last]).rstrip()


def _pooled(title: str, runs: Sequence[dict[str, Share]]) -> Iterator[str]:
    """All runs together, and the lowest of them."""
    names = sorted({name for run in runs for name in run})
    if not names:
        return
    rows = [["", "share", "95 % interval", "of", "lowest run", ""]]
    for name in names:
        inside = [run[name] for run in runs if name in run]
        whole = together(inside)
        lowest = min(one.value for one in inside if one.value is not None)
        interval = f"{whole.low:.3f}–{whole.high:.3f}"
        rows.append([f"  {name}", f"{whole.value:.3f}", interval, f"{whole.of:,}", f"{lowest:.3f}", ""])
    yield f"\n{title}, all runs together"
    yield from _aligned(rows)


def _bins(runs: Sequence[Sequence[Bin]]) -> Iterator[str]:
    rows = [["", "confidence", "right", "95 % interval", "pairs", ""]]
    for low in sorted({one.low for run in runs for one in run}):
        inside = [one for run in runs for one in run if one.low == low]
        whole = together(one.right for one in inside)
        mean = sum(one.confidence * one.right.of for one in inside) / whole.of
        interval = f"{whole.low:.3f}–{whole.high:.3f}"
        name = f"  {low:.1f}–{inside[0].high:.1f}"
        rows.append([name, f"{mean:.3f}", f"{whole.value:.3f}", interval, f"{whole.of:,}", ""])
    yield "\nconfidence of pairs, all runs together"
    yield from _aligned(rows)


def _notes(reports: Sequence[Report]) -> Iterator[str]:
    for one in reports:
        if one.refused:
            yield f"\n{one.name}: {one.refused:,} of the events were not stored"
        if one.pairs.unknown or one.labels.unknown:
            yield f"\n{one.name}: {one.pairs.unknown + one.labels.unknown:,} labels name texts that the truth lacks"
        for leak in one.leaks.missed:
            where = f"in records: {', '.join(leak.records[:3])}" if leak.records else "in no record"
            yield f"\n{one.name}: not redacted, {leak.kind}, {leak.value!r}, {where}"
