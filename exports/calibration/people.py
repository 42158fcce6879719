"""How reliable each person's answers are, with and without known truth: one-coin Dawid–Skene. Pure.

Each person gives the right one of two answers with a probability of their own. Expectation–maximisation in turn says
what is right from everybody's answers and how often each person is right, with a Beta prior on the latter (Dawid and
Skene 1979; with one coin a person: Zhang, Chen, Zhou and Jordan 2014). Persons are pseudonyms.
"""

from collections.abc import Iterable, Mapping
from math import exp, fsum, log
from typing import NamedTuple

USUAL = 0.8  # of a project nothing is known of
USUAL_ANSWERS = 50.0  # how many answers that weighs as much as against all of a project's
PRIOR_ANSWERS = 10.0  # how many answers the project's own share weighs as much as against one person's
ROUNDS = 50
CLOSE = 1e-6
EDGE = 0.02  # nobody is always right or always wrong
DECIMALS = 4


class Told(NamedTuple):
    """A person's answer to a question that has two."""

    question: str
    person: str
    answer: str


def reliabilities(told: Iterable[Told], known: Mapping[str, str]) -> dict[str, float]:
    """By person; `known` is the right answer of questions that outcomes or gold decided.

    A person is shrunk towards what is usual in the project, which is shrunk towards USUAL. A question that one person
    answered, and nobody else knows, says nothing about that person.
    """
    told = list(told)
    questions = _questions(told, known)
    people = {one.person: USUAL for one in told}
    for _ in range(ROUNDS):
        right = _expected(questions, known, people)
        usual = _shrunk([share for shares in right.values() for share in shares], USUAL, USUAL_ANSWERS)
        after = {person: _shrunk(right[person], usual, PRIOR_ANSWERS) for person in people}
        moved = max((abs(after[person] - people[person]) for person in people), default=0.0)
        people = after
        if moved < CLOSE:
            break
    return {person: round(share, DECIMALS) for person, share in sorted(people.items())}


def _questions(told: Iterable[Told], known: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """By question, each person's answer; where a person said two things, nothing."""
    said: dict[str, dict[str, set[str]]] = {}
    for one in told:
        said.setdefault(one.question, {}).setdefault(one.person, set()).add(one.answer)
    single = {
        question: {person: min(answers) for person, answers in sorted(people.items()) if len(answers) == 1}
        for question, people in sorted(said.items())
    }
    return {
        question: people for question, people in single.items() if len(people) > 1 or (people and question in known)
    }


def _expected(
    questions: Mapping[str, Mapping[str, str]], known: Mapping[str, str], people: Mapping[str, float]
) -> dict[str, list[float]]:
    """For each person, how probably each of their answers is right."""
    right: dict[str, list[float]] = {person: [] for person in people}
    for question, answers in questions.items():
        first = min(answers.values())
        likely = _likelihood(answers, first, people) if question not in known else float(known[question] == first)
        for person, answer in answers.items():
            right[person].append(likely if answer == first else 1 - likely)
    return right


def _likelihood(answers: Mapping[str, str], first: str, people: Mapping[str, float]) -> float:
    """P(`first` is right), both answers being as likely before anybody spoke."""
    logit = fsum(_logit(people[person]) * (1 if answer == first else -1) for person, answer in answers.items())
    return 1 / (1 + exp(-logit))


def _logit(share: float) -> float:
    return log(share / (1 - share))


def _shrunk(right: list[float], prior: float, weight: float) -> float:
    share = (fsum(right) + prior * weight) / (len(right) + weight)
    return min(1 - EDGE, max(EDGE, share))
