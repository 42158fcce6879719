"""The table and the plots of several runs: the worst of them last, and worlds told apart."""

from typing import Any

import msgspec
import pytest

from exports.evaluation import figures, table
from exports.evaluation.aims import results
from exports.evaluation.report import Facts, Report, Seen, report
from exports.evaluation.rows import Row
from exports.evaluation.truth import Planted, Truth
from tests.exports.evaluation.build import pair, state, truth

QUALITIES = {"good": 0.9, "bad": 0.1, "mad": 0.0}


def run_of(world: str, rows: list[Row], known: Truth, **values: Any) -> Report:
    facts = Facts(**{"world": world, "seed": 1, "events": 10, "refused": 0, "seconds": 1.0, **values})
    return report(facts, known, Seen(rows, [state("a"), state("b")], [], {}), [])


@pytest.fixture
def reports() -> list[Report]:
    known = truth(
        QUALITIES, comparable=(("a",), ("b",)), planted=(Planted(kind="poison", interaction_id="p", value="x"),)
    )
    poisoned = pair("bad", "good", "p", chosen="x", rejected="y", held=True)
    right, wrong = pair("good", "bad", "a", confidence=0.9), pair("mad", "bad", "b", confidence=0.8)
    return [run_of("calm", [right], known), run_of("noisy", [right, wrong, poisoned], known, refused=3)]


def test_held_records_are_not_released(reports: list[Report]) -> None:
    noisy = reports[1]
    assert (noisy.pairs.right.hits, noisy.pairs.right.of) == (1, 2)
    assert (noisy.pairs_with_held.hits, noisy.pairs_with_held.of) == (1, 3)
    assert noisy.records["pair"] == 3
    assert noisy.held["pair"] == 1


def test_the_worst_of_the_runs_is_named(reports: list[Report]) -> None:
    worst = {one.name: one for one in results(reports)}
    assert (worst["pair_accuracy"].worst, worst["pair_accuracy"].run, worst["pair_accuracy"].met) == (
        0.5,
        "noisy/1",
        False,
    )
    assert (worst["coverage"].worst, worst["coverage"].run) == (0.5, "calm/1")
    assert (worst["poison_held"].worst, worst["poison_held"].met) == (1.0, True)
    assert worst["ece"].worst == pytest.approx((0.1 + 0.8) / 2)
    assert worst["ece"].run == "noisy/1"
    assert "duplicates" not in worst  # none was planted anywhere


def test_each_run_has_a_column_and_the_worst_comes_last(reports: list[Report]) -> None:
    lines = list(table.lines(reports))
    assert lines[0].split() == ["calm/1", "noisy/1", "worst", "aim"]
    accuracy = next(line for line in lines if line.startswith("pair accuracy "))
    assert accuracy.split()[2:] == ["1.000", "0.500", "0.500", "≥", "0.950", "missed"]
    assert next(line for line in lines if line.startswith("  r ")).split()[1:] == ["0.667", "0.208–0.939", "3", "0.500"]
    assert "noisy/1: 3 of the events were not stored" in "\n".join(lines)


def test_every_plot_names_every_world(reports: list[Report]) -> None:
    drawn = figures.draw(reports)
    assert set(drawn) == {
        "coverage",
        "lengths",
        "planted",
        "reliability",
        "reliability-labels",
        "rules",
        "rules-labels",
    }
    for name in ("coverage", "planted", "reliability", "rules"):
        assert "calm" in drawn[name]
        assert "noisy" in drawn[name]


def test_a_report_is_json_and_back(reports: list[Report]) -> None:
    document = msgspec.json.encode(reports)
    assert [one.pairs for one in msgspec.json.decode(document, type=list[Report])] == [one.pairs for one in reports]
