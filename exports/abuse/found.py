"""What the search for abuse gives: suspicions with their figures and the records they concern. Pure values."""

from typing import Any

from telemetry.contracts import Frozen

INSECURE = "insecure_pattern"
STRAY = "insecure_choice"
PATTERN = "pattern"
BOT = "bot"
BURST = "burst"
MONOTONY = "monotony"
DISAGREEMENT = "disagreement"
SHARE = "share"

_PATTERN_LENGTH = 150  # of 200 characters a subject has; a pseudonym takes 32


class Found(Frozen, frozen=True, kw_only=True):
    """`evidence` are plain figures, as stored with the finding; `units` in it is what new evidence is measured by."""

    kind: str
    subject: str
    evidence: dict[str, Any]
    record_ids: tuple[str, ...] = ()


class Concentration(Frozen, frozen=True, kw_only=True):
    """How much of a project's pairs and labels comes from how few. `effective_people` is Kish's (Σw)²/Σw²."""

    people: int = 0
    choices: int = 0
    gini: float = 0.0
    effective_people: float = 0.0
    top_share: float = 0.0


class Screening(Frozen, frozen=True, kw_only=True):
    """`held`: records not to be released. `tests`: how many n-grams had data enough to be tested."""

    choices: int
    people: int
    tests: int
    found: tuple[Found, ...]
    held: int
    concentration: Concentration


def subject_of(pattern: str, developer: str) -> str:
    return f"{pattern[:_PATTERN_LENGTH]} · {developer}"
