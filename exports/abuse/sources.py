"""Who does not decide like a person: bots, bursts, monotony, and judgements that tests contradict. Pure.

Each function takes figures by developer and gives suspects with the time they are suspected for. Where it is a test,
false discoveries are controlled over developers, or over their days.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple

from exports.abuse import thresholds as at
from exports.abuse.counts import Count, People, smoothed, together
from exports.abuse.found import BOT, BURST, DISAGREEMENT, MONOTONY
from exports.abuse.significance import binomial_p, poisson_p, q_values
from telemetry.contracts import Rhythm

Days = dict[str, list[Rhythm]]  # by developer


class Suspect(NamedTuple):
    """`day` (`YYYY-MM-DD`, UTC) and `hour` bound what is held; empty and None: everything of this developer."""

    kind: str
    developer: str
    evidence: dict[str, Any]
    units: int
    day: str = ""
    hour: int | None = None


def by_developer(rhythms: Iterable[Rhythm]) -> Days:
    found: Days = defaultdict(list)
    for rhythm in rhythms:
        found[rhythm.developer].append(rhythm)
    return dict(found)


def bots(days: Days) -> list[Suspect]:
    """Faster than anybody can read, as even as a timer, or without sleep; of a few days, or altogether."""
    always = {**_fast(days), **_even(days), **_sleepless(days)}
    single = {(name, one.day): {name: [one]} for name, mine in days.items() if name not in always for one in mine}
    fast = _fast_days(single)
    found = [Suspect(BOT, name, evidence, _decisions(days[name])) for name, evidence in sorted(always.items())]
    for (name, day), alone in sorted(single.items()):
        evidence = fast.get((name, day)) or _even(alone).get(name)
        if evidence:
            found.append(Suspect(BOT, name, evidence, _decisions(alone[name]), day))
    return found


def bursts(days: Days) -> list[Suspect]:
    """Hours in which somebody decided many times more often than usual, for themselves and for the project."""
    rates = {name: median(one.decisions / one.active_hours for one in mine) for name, mine in days.items()}
    usual = median(rates.values()) if rates else 0.0
    candidates = [
        (one, max(rates[name], usual)) for name, mine in sorted(days.items()) for one in mine if len(mine) > 1
    ]
    p_values = [poisson_p(one.busiest_count, at.BURST_RATIO * rate) for one, rate in candidates]
    found = []
    for (one, rate), p, q in zip(candidates, p_values, q_values(p_values), strict=True):
        if one.busiest_count >= max(at.BURST_MIN, at.BURST_RATIO * rate) and q <= at.FDR_SOURCE:
            evidence = {"reason": "burst", "count": one.busiest_count, "usual": rate, "p": p, "q": q}
            found.append(Suspect(BURST, one.developer, evidence, one.busiest_count, one.day, one.busiest_hour))
    return found


def monotonous(days: Days, picks: People) -> list[Suspect]:
    """Who takes everything shown, or always the first side, far more often than the others do."""
    taken = {name: Count(sum(d.accepted for d in mine), sum(d.shown for d in mine)) for name, mine in days.items()}
    found = [*_stand_out(taken, at.MONOTONY_MIN, at.MONOTONY_SHARE, MONOTONY, "accepts all")]
    return found + _stand_out(picks, at.MONOTONY_MIN, at.MONOTONY_SHARE, MONOTONY, "picks first")


def disagreeing(judged: People) -> list[Suspect]:
    """Whose judgements tests contradict: `favoured` counts contradictions, `met` what tests judged as well."""
    return _stand_out(judged, at.DISAGREEMENT_MIN, at.DISAGREEMENT_SHARE, DISAGREEMENT, "contradicted by tests")


def _stand_out(counts: People, least: int, share: float, kind: str, reason: str) -> list[Suspect]:
    names = sorted(name for name, count in counts.items() if name and count.met >= least)
    others = {name: together(counts, {name}) for name in names}
    p_values = [binomial_p(counts[name].favoured, counts[name].met, smoothed(others[name])) for name in names]
    found = []
    for name, p, q in zip(names, p_values, q_values(p_values), strict=True):
        if counts[name].share >= share and q <= at.FDR_SOURCE:
            evidence = {"reason": reason, "count": counts[name].favoured, "of": counts[name].met, "p": p, "q": q}
            evidence["others_share"] = others[name].share
            found.append(Suspect(kind, name, evidence, counts[name].met))
    return found


def _fast(days: Days) -> dict[str, dict[str, Any]]:
    return {name: evidence for (name, _), evidence in _fast_days({(n, ""): {n: d} for n, d in days.items()}).items()}


def _fast_days(sets: Mapping[tuple[str, str], Days]) -> dict[tuple[str, str], dict[str, Any]]:
    """Sets of days in which more decisions than hasty people make came sooner than anybody can read."""
    tested = {key: (sum(d.fast for d in mine[key[0]]), _decisions(mine[key[0]])) for key, mine in sets.items()}
    tested = {key: (fast, decisions) for key, (fast, decisions) in tested.items() if decisions >= at.FAST_MIN}
    p_values = [binomial_p(fast, decisions, at.FAST_SHARE) for fast, decisions in tested.values()]
    return {
        key: {"reason": "fast", "count": fast, "of": decisions, "limit_ms": at.FAST_MS, "p": p, "q": q}
        for (key, (fast, decisions)), p, q in zip(tested.items(), p_values, q_values(p_values), strict=True)
        if fast >= at.FAST_MIN and q <= at.FDR_SOURCE
    }


def _even(days: Days) -> dict[str, dict[str, Any]]:
    found = {}
    for name, mine in days.items():
        gaps, variation = sum(one.gaps for one in mine), _variation(mine)
        if gaps >= at.GAPS_MIN and variation is not None and variation <= at.EVEN_CV:
            mean = sum(one.gap_sum for one in mine) / gaps
            found[name] = {"reason": "even", "count": gaps, "mean_s": mean, "variation": variation}
    return found


def _variation(days: Sequence[Rhythm]) -> float | None:
    """The coefficient of variation of the gaps; None where there are none, or all are 0."""
    gaps = sum(one.gaps for one in days)
    total = math.fsum(one.gap_sum for one in days)
    if not gaps or total <= 0:
        return None
    mean = total / gaps
    variance = math.fsum(one.gap_square_sum for one in days) / gaps - mean * mean
    return math.sqrt(max(variance, 0.0)) / mean


def _sleepless(days: Days) -> dict[str, dict[str, Any]]:
    found = {}
    for name, mine in days.items():
        long = [one for one in mine if one.active_hours >= at.WAKING_HOURS_MAX]
        if len(long) >= at.SLEEPLESS_DAYS:
            hours = max(one.active_hours for one in long)
            found[name] = {"reason": "sleepless", "count": len(long), "of": len(mine), "hours": hours}
    return found


def _decisions(days: Iterable[Rhythm]) -> int:
    return sum(one.decisions for one in days)
