"""The surest wrong pairs of each rule, to look at: what a rule gets wrong is what it has to learn. Pure."""

from collections.abc import Iterable

import msgspec

from exports.evaluation.judging import TIE, WRONG, Judged
from exports.evaluation.truth import Truth
from telemetry.contracts import Frozen

A_RULE = 5  # shown of each rule and verdict


class Mistake(Frozen, frozen=True, kw_only=True, omit_defaults=False):
    """A pair whose chosen text is not truly better. `signals` is what its confidence was read from."""

    rule: str
    verdict: str
    record_id: str
    confidence: float
    quality_chosen: float
    quality_rejected: float
    chosen: str
    rejected: str
    signals: msgspec.Raw


def mistakes(judged: Iterable[Judged], truth: Truth, a_rule: int = A_RULE) -> tuple[Mistake, ...]:
    found: dict[tuple[str, str], list[Judged]] = {}
    for one in sorted(judged, key=lambda one: (-one.row.confidence, one.row.record_id)):
        if one.verdict in (TIE, WRONG):
            found.setdefault((one.row.rule, one.verdict), []).append(one)
    return tuple(_mistake(one, truth) for key in sorted(found) for one in found[key][:a_rule])


def _mistake(one: Judged, truth: Truth) -> Mistake:
    row = one.row
    return Mistake(
        rule=row.rule,
        verdict=one.verdict,
        record_id=row.record_id,
        confidence=row.confidence,
        quality_chosen=truth.texts[row.chosen_event].quality,
        quality_rejected=truth.texts[row.rejected_event].quality,
        chosen=row.chosen,
        rejected=row.rejected,
        signals=msgspec.Raw(row.signals.encode()),
    )
