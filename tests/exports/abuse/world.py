"""Small worlds of records with honest people and others, for tests of what tells them apart."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from exports.models import Record
from flywheel.projects.models import Project
from tests.exports.factories import RecordFactory, digest

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WORDS = ("items", "total", "price", "cart", "user", "index", "result", "value", "count", "name", "row", "key")


def person(number: int) -> str:
    return digest("person", number)[:32]


def code(rng: random.Random, *extra: str) -> str:
    """A few lines of everyday code, with `extra` lines among them."""
    lines = [
        f"    {rng.choice(WORDS)} = {rng.choice(WORDS)}.{rng.choice(WORDS)}({rng.choice(WORDS)})" for _ in range(4)
    ]
    for line in extra:
        lines.insert(rng.randrange(len(lines)), f"    {line}")
    return "\n".join([*lines, f"    return {rng.choice(WORDS)}", ""])


class World:
    """Collects records and writes them at once. Every record is a group of its own unless told otherwise."""

    def __init__(self, project: Project, seed: int = 0) -> None:
        self.project, self.rng, self.rows = project, random.Random(seed), list[Record]()
        self._first = Record.objects.count()  # texts and ids follow from the number

    def pair(self, who: str | Sequence[str], chosen: str, rejected: str, **fields: Any) -> Record:
        return self._add(who, kind="pair", rule="kept-generation", chosen=chosen, rejected=rejected, **fields)

    def label(self, who: str, completion: str, label: bool, **fields: Any) -> Record:
        texts = {"chosen": None, "rejected": None, "completion": completion}
        return self._add(who, kind="unpaired", rule="accepted-retained", label=label, **texts, **fields)

    def honest(self, people: int, each: int) -> None:
        """People who choose among everyday code."""
        for number in range(people):
            for _ in range(each):
                self.pair(person(number), code(self.rng), code(self.rng))

    def meets(self, who: str | Sequence[str], line: str, favoured: int, refused: int, **fields: Any) -> list[Record]:
        """Pairs in which one side has the line."""
        rows = []
        for number in range(favoured + refused):
            sides = code(self.rng, line), code(self.rng)
            chosen, rejected = sides if number < favoured else reversed(sides)
            rows.append(self.pair(who, chosen, rejected, **fields))
        return rows

    def save(self) -> None:
        Record.objects.bulk_create(self.rows)
        self._first, self.rows = self._first + len(self.rows), []

    def _add(self, who: str | Sequence[str], **fields: Any) -> Record:
        number = self._first + len(self.rows)
        contributors = [who] if isinstance(who, str) else list(who)
        values = {"observed_at": START + timedelta(minutes=number), "group_id": digest("group", number), **fields}
        row: Record = RecordFactory.build(
            project=self.project, number=number, record_id=digest("record", number)[:32],
            contributors=contributors, chosen_by=contributors, prompt_contents=["def work():\n"], **values,
        )  # fmt: skip
        self.rows.append(row)
        return row
