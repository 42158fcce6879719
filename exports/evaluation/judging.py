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

RIGHT, TIE, WRONG, UNKNOWN = "right", "tie", "wrong", "unknown"


class Judged(NamedTuple):
    row: Row
    verdict: str


class Accuracy(Frozen, frozen=True, kw_only=True, omit_defaults=False):
    """Of labels that could be judged. A tie (pairs of equal quality) is not right, and is told apart.

    `unknown` counts labels about texts the truth does not know.
    """

    right: Share
    ties: int
    wrong: int
    unknown: int
    by_rule: dict[str, Share]
    by_tier: dict[str, Share]
    reliability: Reliability


def judge_pairs(rows: Iterable[Row], truth: Truth) -> list[Judged]:
    return [Judged(row, compare(truth, row.chosen_event, row.rejected_event)) for row in rows if row.kind == "pair"]


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
