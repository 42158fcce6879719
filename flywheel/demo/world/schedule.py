"""When who begins something: working days of people, the hours of machines, the bursts of those who flood."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from flywheel.demo.world.crowd import BOT_INTERVALS, FLOOD_PAUSE
from flywheel.demo.world.parameters import World
from flywheel.demo.world.people import Developer, Role

SATURDAY = 5
LEAST_DAYS = 5  # a small world is spread over a week, not pressed into an hour
DAY_OVER = timedelta(hours=21)  # from midnight: the last to come has gone home, and what was begun has ended


class Start(NamedTuple):
    """`number` counts what a person begins on a day."""

    at: datetime
    person: Developer
    number: int


def starts(
    people: list[Developer], world: World, interactions: int, until: datetime, rng: random.Random
) -> Iterator[Start]:
    """In order of time, a day at a time, so that memory stays the same. The days are the last ones over by `until`."""
    workers = [person for person in people if person.role in {Role.HONEST, Role.POISONER}]
    by_workers = interactions * (1 - world.bot_share - world.flood_share - world.agent_share)
    days = max(LEAST_DAYS, -(-interactions // (world.interactions_a_day * len(workers))))
    for day in _working_days(until, days):
        found: list[Start] = []
        for person in people:
            share = {Role.BOT: world.bot_share, Role.FLOODER: world.flood_share, Role.AGENT: world.agent_share}
            machines = sum(other.role == person.role for other in people)
            total = by_workers / len(workers) if person in workers else interactions * share[person.role] / machines
            found += _of_day(person, day, _rounded(total / days, rng), rng)
        yield from sorted(found, key=_order)


def _order(start: Start) -> tuple[datetime, str]:
    return start.at, start.person.developer_id


def _of_day(person: Developer, day: datetime, count: int, rng: random.Random) -> Iterator[Start]:
    begins = day + timedelta(hours=person.begins)
    at = begins
    for number in range(count):
        if person.role is Role.BOT:
            at = begins + number * timedelta(seconds=BOT_INTERVALS[person.number % len(BOT_INTERVALS)])
        elif person.role is Role.FLOODER:
            at += timedelta(seconds=rng.uniform(*FLOOD_PAUSE))
        else:
            at = begins + timedelta(hours=rng.random() * person.works)
        yield Start(at, person, number)


def _rounded(mean: float, rng: random.Random) -> int:
    """A whole number with this mean."""
    return int(mean) + (rng.random() < mean % 1)


def _working_days(until: datetime, count: int) -> list[datetime]:
    """Midnights of the last `count` working days that are over by then."""
    day = (until - DAY_OVER).replace(hour=0, minute=0, second=0, microsecond=0)
    days: list[datetime] = []
    while len(days) < count:
        if day.weekday() < SATURDAY:
            days.append(day)
        day -= timedelta(days=1)
    return days[::-1]
