"""From what people said to what counts as true: everybody's last answer, then the majority. Pure."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

NOT_TOLD = frozenset({"tie", "both_bad"})


class Answer(NamedTuple):
    """One verdict. Answers are given in the order they were made."""

    question: str
    person: str
    answer: str


def settled(answers: Iterable[Answer]) -> dict[str, str]:
    """The answer of each question that most people gave; left out where no answer leads, or where it is a tie."""
    last: dict[str, dict[str, str]] = {}
    for one in answers:
        last.setdefault(one.question, {})[one.person] = one.answer
    found = {question: _majority(Counter(given.values())) for question, given in sorted(last.items())}
    return {question: answer for question, answer in found.items() if answer is not None and answer not in NOT_TOLD}


def _majority(votes: Counter[str]) -> str | None:
    (first, most), *others = votes.most_common(2)
    return None if others and others[0][1] == most else first
