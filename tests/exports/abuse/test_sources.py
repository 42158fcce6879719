"""Who decides like no person does, from figures by developer and day."""

from datetime import UTC, datetime

import pytest

from exports.abuse import sources
from exports.abuse.counts import Count
from exports.abuse.sources import by_developer
from exports.abuse.windows import Owned, findings
from telemetry.contracts import Rhythm

MONDAY, TUESDAY = "2026-03-02", "2026-03-03"


def day(developer: str, date: str = MONDAY, **figures: float) -> Rhythm:
    """An ordinary day: 60 decisions in 6 hours, no two gaps alike."""
    usual = {
        "decisions": 60, "fast": 1, "shown": 90, "accepted": 40, "gaps": 55, "gap_sum": 5_500.0,
        "gap_square_sum": 1_650_000.0, "active_hours": 6, "busiest_hour": 10, "busiest_count": 15,
    }  # fmt: skip
    return Rhythm(developer=developer, day=date, **{**usual, **figures})  # type: ignore[arg-type]


def team(*others: Rhythm) -> sources.Days:
    return by_developer([*(day(f"p{n}", date) for n in range(10) for date in (MONDAY, TUESDAY)), *others])


def test_ordinary_days_are_nobodys_suspicion() -> None:
    assert sources.bots(team()) == []
    assert sources.bursts(team()) == []
    assert sources.monotonous(team(), {}) == []


def test_who_is_faster_than_reading_is_a_bot() -> None:
    (suspect,) = sources.bots(team(day("bot", fast=58)))
    assert (suspect.developer, suspect.day, suspect.evidence["reason"]) == ("bot", "", "fast")
    assert (suspect.evidence["count"], suspect.evidence["of"]) == (58, 60)


def test_a_bot_of_one_day_is_suspected_for_that_day() -> None:
    ordinary = [day("mixed", f"2026-02-{n:02}") for n in range(1, 11)]
    (suspect,) = sources.bots(team(*ordinary, day("mixed", TUESDAY, fast=55)))
    assert (suspect.developer, suspect.day) == ("mixed", TUESDAY)


def test_even_intervals_are_a_timers() -> None:
    """100 s apart, give or take 10 s: the mean square is 10 100."""
    (suspect,) = sources.bots(team(day("timer", gaps=50, gap_sum=5_000.0, gap_square_sum=505_000.0)))
    assert suspect.evidence["reason"] == "even"
    assert suspect.evidence["variation"] == pytest.approx(0.1)


def test_one_day_without_sleep_is_a_deadline_two_are_not() -> None:
    assert sources.bots(team(day("late", active_hours=22))) == []
    (suspect,) = sources.bots(team(day("bot", active_hours=22), day("bot", TUESDAY, active_hours=24)))
    assert suspect.evidence["reason"] == "sleepless"


def test_an_hour_far_above_the_usual_is_a_burst() -> None:
    (suspect,) = sources.bursts(team(day("flood", busiest_count=15), day("flood", TUESDAY, busiest_count=400)))
    assert (suspect.developer, suspect.day, suspect.hour) == ("flood", TUESDAY, 10)
    assert sources.bursts(team(day("busy"), day("busy", TUESDAY, busiest_count=55))) == []


def test_who_takes_everything_stands_out_only_where_others_do_not() -> None:
    (suspect,) = sources.monotonous(team(day("yes", shown=200, accepted=200)), {})
    assert (suspect.developer, suspect.evidence["reason"]) == ("yes", "accepts all")
    always_first = {"first": Count(80, 80), **{f"p{n}": Count(50, 80) for n in range(10)}}
    assert [one.developer for one in sources.monotonous({}, always_first)] == ["first"]
    assert sources.monotonous({}, {f"p{n}": Count(80, 80) for n in range(10)}) == []


def test_whom_tests_contradict_more_often_than_not_is_suspected() -> None:
    judged = {"wrong": Count(18, 24), **{f"p{n}": Count(4, 24) for n in range(10)}}
    assert [one.developer for one in sources.disagreeing(judged)] == ["wrong"]


def test_records_are_held_where_all_behind_them_are_suspected_at_the_time() -> None:
    (suspect,) = sources.bursts(team(day("flood", busiest_count=15), day("flood", TUESDAY, busiest_count=400)))
    at = [datetime(2026, 3, 3, hour, 5, tzinfo=UTC) for hour in (9, 10, 11, 12)]
    owned = [Owned(f"r{one.hour}", ["flood"], one) for one in at] + [Owned("mixed", ["flood", "p1"], at[1])]
    (found,) = findings([suspect], owned)
    assert found.record_ids == ("r10", "r11")  # the last look at a text comes minutes after the decision
    assert found.subject == "flood · 2026-03-03 · 10:00"
