"""The comparison as lines for a terminal, and as values for JSON. Pure."""

from collections.abc import Iterator
from typing import Any

from exports.calibration.intervals import flip_rate
from exports.what_if.tally import Change, Side, Tally


def lines(tally: Tally) -> Iterator[str]:
    yield f"{tally.groups:,} groups; nothing was changed"
    yield f"{'':<36}{'now':>9}{'then':>9}{'':>9}"
    for kind, rule, change in tally.records():
        yield _line(f"{kind} {rule}", change)
    yield "by tier"
    for kind, tier, change in tally.tiers():
        yield _line(f"{kind} {tier}", change)
    yield "left out"
    for reason, change in tally.left_out():
        yield _line(reason, change)
    yield f"records the same {tally.same_count:,}, added {tally.added_count:,}, removed {tally.removed_count:,}"
    for kind in ("pair", "unpaired"):
        yield f"{kind} right on gold: now {accuracy(tally.before, kind)}, then {accuracy(tally.after, kind)}"


def _line(name: str, change: Change) -> str:
    difference = f"{change.difference:+,}" if change.difference else "="
    return f"  {name:<34}{change.before:>9,}{change.after:>9,}{difference:>9}"


def accuracy(side: Side, kind: str) -> str:
    """The share of gold questions answered rightly, with its 95 % interval."""
    right, asked = side.right[kind], side.asked[kind]
    if not asked:
        return "not measured (no verdicts on these records)"
    wrong = flip_rate(asked - right, asked)
    return f"{right / asked:.1%} of {asked} ({1 - wrong.high:.1%} to {1 - wrong.low:.1%})"


def document(tally: Tally) -> dict[str, Any]:
    return {
        "groups": tally.groups,
        "records": [{"kind": kind, "rule": rule, **_values(change)} for kind, rule, change in tally.records()],
        "tiers": [{"kind": kind, "tier": tier, **_values(change)} for kind, tier, change in tally.tiers()],
        "left_out": {reason: _values(change) for reason, change in tally.left_out()},
        "same": tally.same_count,
        "added": tally.added_count,
        "removed": tally.removed_count,
        "gold": {
            name: {kind: {"right": side.right[kind], "asked": side.asked[kind]} for kind in ("pair", "unpaired")}
            for name, side in (("before", tally.before), ("after", tally.after))
        },
    }


def _values(change: Change) -> dict[str, int]:
    return {"before": change.before, "after": change.after}
