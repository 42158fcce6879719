"""Figures as SVG text: each function takes data and gives a drawing, for files and for pages alike."""

from collections.abc import Callable, Mapping, Sequence
from math import exp
from typing import TYPE_CHECKING, Any

from exports.evaluation.coverage import Cut
from exports.evaluation.lengths import LengthBin
from exports.evaluation.rates import Share, together
from exports.evaluation.reliability import Bin
from exports.evaluation.svg import COLOURS, MARKERS, drawing, ink, text_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_WIDTH, _HEIGHT = 6.4, 4.4  # inches


def reliability(curves: Mapping[str, Sequence[Bin]], title: str = "Confidence against truth") -> str:
    """Share right over mean confidence, with 95 % intervals; on the diagonal confidence is what it says."""
    with drawing(_WIDTH, _HEIGHT) as figure:
        axes = figure.subplots()
        axes.plot([0, 1], [0, 1], color=ink(), alpha=0.5, linewidth=1, linestyle=(0, (4, 3)))
        for place, (name, bins) in enumerate(curves.items()):
            rights = [one.right for one in bins]
            axes.errorbar(
                [one.confidence for one in bins],
                [_value(one) for one in rights],
                yerr=_spread(rights),
                label=name,
                **_line(place),
            )
        axes.set(xlabel="confidence", ylabel="share right", title=title, **_from_lowest(curves))
        _name_series(figure, len(curves))
        return text_of(figure, title)


def shares(
    rows: Mapping[str, Mapping[str, Share]],
    title: str,
    xlabel: str,
    *,
    aim: float | None = None,
    whole: bool = False,
) -> str:
    """A line a name, a point a series with its 95 % interval; `whole` shows the axis from 0 to 1.

    Beside each name stands how many were counted."""
    series = list(dict.fromkeys(name for points in rows.values() for name in points))
    with drawing(_WIDTH + 1.2, 1.4 + 0.42 * max(1, len(rows))) as figure:
        axes = figure.subplots()
        if aim is not None:
            axes.axvline(aim, color=ink(), alpha=0.5, linewidth=1, linestyle=(0, (4, 3)))
        for place, name in enumerate(series):
            found = [(row, points[name]) for row, points in enumerate(rows.values()) if name in points]
            found = [(row, one) for row, one in found if one.value is not None]
            offset = (place - (len(series) - 1) / 2) * 0.16
            axes.errorbar(
                [_value(one) for _, one in found],
                [row + offset for row, _ in found],
                xerr=_spread([one for _, one in found]),
                label=name,
                **{**_line(place), "linestyle": "none"},
            )
        names = [f"{name}  ({together(points.values()).of:,})" for name, points in rows.items()]
        axes.set_yticks(range(len(rows)), names)
        axes.set(xlabel=xlabel, title=title, ylim=(max(1, len(rows)) - 0.5, -0.5))
        axes.grid(visible=False, axis="y")
        if whole:
            axes.set_xlim(-0.02, 1.02)
        _name_series(figure, len(series))
        return text_of(figure, title)


def accuracy_by_coverage(
    curves: Mapping[str, Sequence[Cut]],
    baselines: Mapping[str, Mapping[str, tuple[float, float]]],
    title: str = "Accuracy against coverage as less sure pairs are let in",
    *,
    aim: float | None = None,
) -> str:
    """A curve a series; `baselines` are points (coverage, accuracy) by series and by name."""
    with drawing(_WIDTH + 1.6, _HEIGHT) as figure:
        axes = figure.subplots()
        if aim is not None:
            axes.axhline(aim, color=ink(), alpha=0.5, linewidth=1, linestyle=(0, (4, 3)))
        for place, (name, cuts) in enumerate(curves.items()):
            colour = COLOURS[place % len(COLOURS)]
            line = [(_value(one.coverage), _value(one.accuracy)) for one in cuts]
            axes.plot([x for x, _ in line], [y for _, y in line], color=colour, linewidth=2, label=name)
            axes.plot(*zip(*line[-1:], strict=True), color=colour, marker="o", linestyle="none")
            for shape, (x, y) in enumerate(baselines.get(name, {}).values()):
                axes.plot([x], [y], color=colour, fillstyle="none", marker=MARKERS[shape + 1], markersize=8)
        kinds = sorted({kind for points in baselines.values() for kind in points})
        for shape, kind in enumerate(kinds):
            axes.plot([], [], color=ink(), fillstyle="none", marker=MARKERS[shape + 1], linestyle="none", label=kind)
        axes.set(xlabel="share of comparable groups with a pair", ylabel="pair accuracy", title=title)
        if curves:
            figure.legend(loc="outside right upper")
        return text_of(figure, title)


def length_bias(
    bins: Sequence[LengthBin], title: str = "Is the longer text chosen more often than it is better?"
) -> str:
    """How often the longer text of a pair is chosen and how often it is better, by how much longer it is."""
    with drawing(_WIDTH, _HEIGHT) as figure:
        axes = figure.subplots()
        axes.axhline(0.5, color=ink(), alpha=0.5, linewidth=1, linestyle=(0, (4, 3)))
        lines: dict[str, Callable[[LengthBin], Share]] = {
            "chosen": lambda one: one.longer_chosen,
            "truly better": lambda one: one.longer_better,
        }
        for place, (name, read) in enumerate(lines.items()):
            found = [read(one) for one in bins]
            at = [number + (place - 0.5) * 0.12 for number in range(len(bins))]
            axes.errorbar(at, [_value(one) for one in found], yerr=_spread(found), label=name, **_line(place))
        axes.set_xticks(range(len(bins)), [f"{_times(one)}\n{one.longer_chosen.of:,} pairs" for one in bins])
        axes.set(xlabel="the longer text is longer by", ylabel="share of pairs", title=title, ylim=(0, 1))
        axes.legend()
        return text_of(figure, title)


def _name_series(figure: "Figure", count: int) -> None:
    if count:
        figure.legend(loc="outside lower center", ncols=min(4, count))


def _from_lowest(curves: Mapping[str, Sequence[Bin]]) -> dict[str, tuple[float, float]]:
    """Limits that show the diagonal from the lowest value on."""
    bins = [one for curve in curves.values() for one in curve]
    lowest = min([one.confidence for one in bins] + [_value(one.right) for one in bins], default=0.0)
    edge = max(0.0, int(lowest * 10) / 10)
    return {"xlim": (edge - 0.02, 1.02), "ylim": (edge - 0.02, 1.02)}


def _times(one: LengthBin) -> str:
    low = f"{exp(one.low):.2g}"
    return f"{low}×–{exp(one.high):.2g}×" if one.high is not None else f"{low}× or more"


def _line(place: int) -> dict[str, Any]:
    return {
        "color": COLOURS[place % len(COLOURS)],
        "marker": MARKERS[place % len(MARKERS)],
        "markersize": 5,
        "linewidth": 1.6,
        "elinewidth": 1,
        "capsize": 2,
    }


def _value(one: Share) -> float:
    return one.value or 0.0


def _spread(found: Sequence[Share]) -> list[list[float]]:
    """Distances from the value down to the interval's low end and up to its high end."""
    values = [_value(one) for one in found]
    down = [max(0.0, value - one.low) for value, one in zip(values, found, strict=True)]
    return [down, [max(0.0, one.high - value) for value, one in zip(values, found, strict=True)]]
