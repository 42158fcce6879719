"""When who begins something: working days of people, the hours of machines, the bursts of those who flood."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from flywheel.demo.world.parameters import World
from flywheel.demo.world.people import Developer, Role

SATURDAY = 5
SLACK, SLACK_OF_FEW = 1.05, 40  # more is planned than is asked for: the numbers of a day are rounded by chance
LEAST_RUN = 25  # interactions of a machine on a day, where it has so many
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
    persons = sum(person.is_person for person in people)
    days = _working_days(until, max(LEAST_DAYS, -(-interactions // (world.interactions_a_day * persons))))
    planned = round(interactions * SLACK) + SLACK_OF_FEW
    plans = [(person, _plan(person, people, world, planned, len(days), rng)) for person in people]
    for number, day in enumerate(days):
        found = [
            start for person, plan in plans for start in _of_day(person, day, _rounded(plan[number], rng), world, rng)
        ]
        yield from sorted(found, key=_order)


def _plan(
    person: Developer, people: list[Developer], world: World, interactions: int, days: int, rng: random.Random
) -> list[float]:
    """How many interactions the person begins on each day. People come every day; machines rather come in runs."""
    shares = {Role.BOT: world.bot_share, Role.FLOODER: world.flood_share, Role.AGENT: world.agent_share}
    if person.is_person:
        alike, share = sum(other.is_person for other in people), 1 - sum(shares.values())
    else:
        alike, share = sum(other.role is person.role for other in people), shares[person.role]
    total = interactions * share / alike
    active = days if person.is_person else max(1, min(days, round(total / LEAST_RUN)))
    chosen = set(rng.sample(range(days), active))
    return [total / active if day in chosen else 0.0 for day in range(days)]


def _order(start: Start) -> tuple[datetime, str]:
    return start.at, start.person.developer_id


def _of_day(person: Developer, day: datetime, count: int, world: World, rng: random.Random) -> Iterator[Start]:
    begins = day + timedelta(hours=person.begins)
    at = begins
    for number in range(count):
        if person.role is Role.BOT:
            kind = person.number % len(world.bot_intervals)
            at += timedelta(seconds=world.bot_intervals[kind] * max(0.5, rng.gauss(1, world.bot_jitter[kind])))
        elif person.role is Role.FLOODER:
            at += timedelta(seconds=rng.uniform(*world.flood_pause))
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
