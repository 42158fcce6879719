"""One run's figures: everything the pipeline made of one world, measured against its truth. Pure."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from exports.evaluation import lengths, planted
from exports.evaluation.baselines import Baseline, Event, baselines
from exports.evaluation.coverage import Claim, Cut, Groups, at_coverage, coverage, curve
from exports.evaluation.judging import RIGHT, UNKNOWN, Accuracy, Judged, accuracy, judge_labels, judge_pairs
from exports.evaluation.leaks import Leaks, leaks
from exports.evaluation.mistakes import Mistake, mistakes
from exports.evaluation.rates import Share
from exports.evaluation.rows import CleanState, Row
from exports.evaluation.truth import Truth
from exports.releases.recipe import Recipe
from telemetry.contracts import Frozen

PAIR_TIERS = Recipe().pair_tiers  # what a release takes whose recipe nobody changed


class Seen(NamedTuple):
    """What the pipeline left behind. `kept`: (uid, all texts) of the interactions that went on to the rules."""

    rows: Sequence[Row]
    states: Sequence[CleanState]
    kept: Sequence[tuple[str, str]]
    pseudonyms: dict[str, str]


class Report(Frozen, frozen=True, kw_only=True, omit_defaults=False):
    """`pairs`, `labels` and `coverage` are of what the default recipe releases; `with_held` counts everything.

    `at_baseline`: the surest pairs that cover as many groups as the better covering baseline does.
    """

    world: str
    seed: int
    interactions: int
    events: int
    refused: int
    seconds: float
    pair_tiers: tuple[str, ...]
    records: dict[str, int]
    held: dict[str, int]
    pairs: Accuracy
    pairs_with_held: Share
    labels: Accuracy
    coverage: Share
    coverage_with_held: Share
    curve: tuple[Cut, ...]
    baselines: dict[str, Baseline]
    at_baseline: Cut | None
    lengths: lengths.LengthBias
    leaks: Leaks
    planted: planted.Planted
    mistakes: tuple[Mistake, ...]

    @property
    def name(self) -> str:
        return f"{self.world}/{self.seed}"

    @property
    def baseline_coverage(self) -> float:
        return max((one.coverage.value or 0.0 for one in self.baselines.values()), default=0.0)


class Facts(NamedTuple):
    """What a run counted itself."""

    world: str
    seed: int
    events: int
    refused: int
    seconds: float
    pair_tiers: tuple[str, ...] = PAIR_TIERS


def report(facts: Facts, truth: Truth, seen: Seen, events: Iterable[Event]) -> Report:
    groups = Groups(truth)
    free = [row for row in seen.rows if not row.held]
    released = [row for row in free if row.kind != "pair" or row.tier in facts.pair_tiers]
    judged = judge_pairs(released, truth)
    everything = judge_pairs(seen.rows, truth)
    cuts = curve(_claims(judge_pairs(free, truth)), groups)
    others = baselines(events, truth, groups)
    reach = max((one.coverage.value or 0.0 for one in others.values()), default=0.0)
    return Report(
        **facts._asdict(),
        interactions=len(seen.states),
        records=_count(seen.rows, lambda row: True),
        held=_count(seen.rows, lambda row: row.held),
        pairs=accuracy(judged),
        pairs_with_held=accuracy(everything).right,
        labels=accuracy(judge_labels(released, truth)),
        coverage=coverage(_claims(judged), groups),
        coverage_with_held=coverage(_claims(everything), groups),
        curve=tuple(cuts),
        baselines=others,
        at_baseline=at_coverage(cuts, reach),
        lengths=lengths.length_bias(judged, truth),
        leaks=leaks(truth, ((row.record_id, row.texts) for row in released), seen.kept, seen.states),
        planted=planted.measure(truth, seen.rows, seen.states, seen.pseudonyms),
        mistakes=mistakes(judged, truth),
    )


def _claims(judged: Iterable[Judged]) -> list[Claim]:
    known = (one for one in judged if one.verdict != UNKNOWN)
    return [Claim(one.row.confidence, one.verdict == RIGHT, one.row.interactions, one.comparable) for one in known]


def _count(rows: Iterable[Row], counts: Callable[[Row], bool]) -> dict[str, int]:
    found = {"pair": 0, "unpaired": 0, "reward": 0}
    for row in rows:
        found[row.kind] += counts(row)
    return found
