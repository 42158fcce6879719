"""Records against the truth: was the better text chosen, was a good text called good? Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from exports.evaluation.rates import Share, share, share_of
from exports.evaluation.reliability import Reliability, reliability
from exports.evaluation.rows import Row
from exports.evaluation.truth import Text, Truth
from telemetry.contracts import Frozen

# From this latent quality on a text counts as good. The middle of the scale: half of it is worse, half is better.
GOOD_QUALITY = 0.5

# Qualities nearer than this are no comparison: the simulator's own bar for a comparable group. Somebody who looks at
# two such texts without knowing where they come from would toss a coin, so there is no right answer to give.
COMPARABLE = 0.1

RIGHT, TIE, WRONG, UNKNOWN = "right", "tie", "wrong", "unknown"


class Judged(NamedTuple):
    """`comparable`: the texts differ enough for one of them to be truly better."""

    row: Row
    verdict: str
    comparable: bool = True


class Accuracy(Frozen, frozen=True, kw_only=True, omit_defaults=False):
    """Of labels that could be judged. A tie (pairs of equal quality) is not right, and is told apart.

    `comparable` is of the pairs whose texts truly differ, `right` of all of them: there a pair of nearly equal texts
    is right only if even that difference is. `unknown` counts labels about texts the truth does not know.
    """

    right: Share
    comparable: Share
    ties: int
    wrong: int
    unknown: int
    by_rule: dict[str, Share]
    by_tier: dict[str, Share]
    reliability: Reliability


def judge_pairs(rows: Iterable[Row], truth: Truth) -> list[Judged]:
    return [_judge_pair(row, truth) for row in rows if row.kind == "pair"]


def _judge_pair(row: Row, truth: Truth) -> Judged:
    sides = (row.chosen_event, row.rejected_event)
    return Judged(row, compare(truth, *sides), are_comparable(truth, *sides))


def judge_labels(rows: Iterable[Row], truth: Truth) -> list[Judged]:
    return [
        Judged(row, _label_verdict(row, truth.texts.get(row.chosen_event))) for row in rows if row.kind == "unpaired"
    ]


def compare(truth: Truth, better: str, worse: str) -> str:
    """Whether the text of the event `better` is truly the better one."""
    one, other = truth.texts.get(better), truth.texts.get(worse)
    if one is None or other is None:
        return UNKNOWN
    if one.quality == other.quality:
        return TIE
    return RIGHT if one.quality > other.quality else WRONG


def are_comparable(truth: Truth, better: str, worse: str) -> bool:
    one, other = truth.texts.get(better), truth.texts.get(worse)
    return one is not None and other is not None and abs(one.quality - other.quality) > COMPARABLE - 1e-9


def _label_verdict(row: Row, text: Text | None) -> str:
    if text is None or row.label is None:
        return UNKNOWN
    return RIGHT if row.label == (text.quality >= GOOD_QUALITY) else WRONG


def accuracy(judged: Iterable[Judged]) -> Accuracy:
    found = list(judged)
    counts = Counter(one.verdict for one in found)
    known = [one for one in found if one.verdict != UNKNOWN]
    return Accuracy(
        right=share(counts[RIGHT], len(known)),
        comparable=share_of(one.verdict == RIGHT for one in known if one.comparable),
        ties=counts[TIE],
        wrong=counts[WRONG],
        unknown=counts[UNKNOWN],
        by_rule=_by(known, lambda one: one.row.rule),
        by_tier=_by(known, lambda one: one.row.tier),
        reliability=reliability((one.row.confidence, one.verdict == RIGHT) for one in known),
    )


def _by(judged: Sequence[Judged], name: Callable[[Judged], str]) -> dict[str, Share]:
    groups: dict[str, list[bool]] = {}
    for one in judged:
        groups.setdefault(name(one), []).append(one.verdict == RIGHT)
    return {key: share_of(groups[key]) for key in sorted(groups)}
