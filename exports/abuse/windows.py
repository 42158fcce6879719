"""Suspicions about people as findings: which records have only suspects of that time behind them. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from exports.abuse.found import MONOTONY, Found
from exports.abuse.sources import Suspect
from exports.abuse.thresholds import EXAMPLES


class Owned(NamedTuple):
    """What is read of a record to tell whether only suspects are behind it."""

    record_id: str
    contributors: list[str]
    observed_at: datetime


_AFTERWARDS = timedelta(minutes=15)  # the last look at a retained text comes ten minutes after the decision


def findings(suspects: Sequence[Suspect], owned: Iterable[Owned]) -> list[Found]:
    """One finding a suspicion, with the records whose contributors are all suspected at the time. Others stay."""
    held: dict[str, list[str]] = defaultdict(list)
    by_person: dict[str, list[Suspect]] = defaultdict(list)
    for suspect in suspects:
        by_person[suspect.developer].append(suspect)
    for record in owned:
        behind = [[one for one in by_person[name] if _covers(one, record.observed_at)] for name in record.contributors]
        if all(behind):
            for name in {f"{one.kind} {subject(one)}" for found in behind for one in found}:
                held[name].append(record.record_id)
    return [_finding(suspect, held[f"{suspect.kind} {subject(suspect)}"]) for suspect in suspects]


def subject(suspect: Suspect) -> str:
    hour = "" if suspect.hour is None else f"{suspect.hour:02}:00"
    what = suspect.evidence["reason"] if suspect.kind == MONOTONY else ""
    return " · ".join(part for part in (suspect.developer, what, suspect.day, hour) if part)


def _covers(suspect: Suspect, moment: datetime) -> bool:
    return _in_window(suspect, moment) or _in_window(suspect, moment - _AFTERWARDS)


def _in_window(suspect: Suspect, moment: datetime) -> bool:
    is_day = not suspect.day or moment.strftime("%Y-%m-%d") == suspect.day
    return is_day and (suspect.hour is None or moment.hour == suspect.hour)


def _finding(suspect: Suspect, record_ids: list[str]) -> Found:
    evidence = {
        **suspect.evidence,
        "contributors": [suspect.developer],
        **({"day": suspect.day} if suspect.day else {}),
        **({} if suspect.hour is None else {"hour": suspect.hour}),
        "examples": record_ids[:EXAMPLES],
        "records": len(record_ids),
        "units": suspect.units,
    }
    return Found(kind=suspect.kind, subject=subject(suspect), evidence=evidence, record_ids=tuple(record_ids))
