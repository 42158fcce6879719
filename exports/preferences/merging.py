"""Drafts of one record become one: what they rest on is united, what was measured is averaged, counts add up. Pure.

Of several values of a signal the mean over the observations that have one is kept, of a yes or no the share of yes;
`runs` add up. What all observations of a record together tell is added: `observations` occasions on which somebody
said so, `people` behind them, `said_by` the rules, `votes_for` and `votes_against` people, `overruled` drafts that
said otherwise but had no vote, `skill` mean reliability of the people, `siblings` other texts of the group.
"""

from collections.abc import Iterable, Sequence
from math import fsum
from typing import Any

from msgspec.structs import replace

from exports.contracts import Draft
from exports.preferences.facts import Group
from exports.preferences.signals import Signals, known, siblings

_SUMMED = frozenset({"runs"})


def merge(drafts: Sequence[Draft]) -> Draft:
    """One draft of several that make the same record: the first in order of candidate and evidence names its texts."""
    if len(drafts) == 1:
        return drafts[0]
    drafts = sorted(drafts, key=_order)
    return replace(
        drafts[0],
        confidence=max(one.confidence for one in drafts),
        margin=mean(one.margin for one in drafts) or 0.0,
        weight=mean(one.weight for one in drafts) or 0.0,
        reward=mean(one.reward for one in drafts),
        reward_components=_components(drafts),
        horizon_s=min((one.horizon_s for one in drafts if one.horizon_s is not None), default=None),
        flags=union(one.flags for one in drafts),
        signals=merged_signals([one.signals for one in drafts]),
        **_lineage(drafts),
    )


def united(record: Draft, agreeing: Sequence[Draft]) -> Draft:
    """The record with the lineage of every draft that says the same, whatever its rule."""
    return replace(record, **_lineage(agreeing)) if len(agreeing) > 1 else record


def _lineage(drafts: Sequence[Draft]) -> dict[str, Any]:
    return {
        "observed_at": max(one.observed_at for one in drafts),
        "contributors": union(one.contributors for one in drafts),
        "interactions": union(one.interactions for one in drafts),
        "events": union(one.events for one in drafts),
    }


def _order(draft: Draft) -> tuple[Any, ...]:
    return draft.chosen_ref or ("", ""), draft.rejected_ref or ("", ""), draft.chosen_event, draft.events


def merged_signals(found: Sequence[Signals]) -> Signals:
    merged: Signals = {}
    for name in sorted({name for signals in found for name in signals}):
        values = [signals[name] for signals in found if name in signals]
        merged[name] = fsum(values) if name in _SUMMED else _typical(values)
    return merged


def _typical(values: list[Any]) -> Any:
    return values[0] if all(value == values[0] for value in values) else fsum(values) / len(values)


def mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fsum(known) / len(known) if known else None


def _components(drafts: Sequence[Draft]) -> dict[str, object]:
    """Numbers averaged over the observations that have them, the rest where all agree; with their count."""
    merged: dict[str, object] = {"observations": len(drafts)}
    for name in sorted({name for draft in drafts for name in draft.reward_components}):
        values = [draft.reward_components.get(name) for draft in drafts]
        numbers = [value for value in values if isinstance(value, (int, float)) and not isinstance(value, bool)]
        agreed = values[0] if all(value == values[0] for value in values) else None
        merged[name] = mean(numbers) if numbers else agreed
    return merged


def settled_signals(group: Group, record: Draft, agreeing: Sequence[Draft], told: Signals) -> Signals:
    """The record's own signals, what drafts of other rules that agree add, and what all of them together tell."""
    skills = (group.calibration.reliability(person) for person in union(one.contributors for one in agreeing))
    together: Signals = {
        **told,
        "observations": len({(one.interactions, one.contributors) for one in agreeing}),
        "people": len(union(one.contributors for one in agreeing)),
        "said_by": sorted({one.rule for one in agreeing}),
        "skill": mean(skills),
        "siblings": siblings(group, 2 if record.kind == "pair" else 1),
    }
    others = merged_signals([one.signals for one in agreeing if one.rule != record.rule])
    return {**others, **record.signals, **known(together)}


def union(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({item for group in groups for item in group}))
