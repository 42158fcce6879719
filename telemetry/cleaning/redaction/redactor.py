"""One redaction map for all texts of an interaction: the same value gets the same placeholder everywhere.

Otherwise the placeholder itself would become what tells a chosen text from a rejected one.
"""

import re
import string
from collections import Counter
from collections.abc import Iterable

from telemetry.cleaning.redaction.assignments import find_assignments
from telemetry.cleaning.redaction.finding import END_OF_TEXT, Detector, Finding
from telemetry.cleaning.redaction.personal import find_personal_data
from telemetry.cleaning.redaction.private_keys import find_private_keys
from telemetry.cleaning.redaction.tokens import find_tokens

DETECTORS: tuple[Detector, ...] = (
    # Where two find the same value, the first one names it.
    find_private_keys,
    find_tokens,
    find_assignments,
    find_personal_data,
)


_LOWER = {ord(letter): letter.lower() for letter in string.ascii_uppercase}


class Redactor:
    """Callable that replaces in a text whatever was found in `texts`, which are given in order of
    appearance."""

    def __init__(self, texts: Iterable[str], numbered: Counter[str] | None = None) -> None:
        """`numbered` counts the placeholders in use by kind; it is carried on, so that none is given
        twice."""
        joined = f"\n{END_OF_TEXT}\n".join(texts)
        lowered = lower(joined)
        found: dict[str, Finding] = {}
        for detector in DETECTORS:
            for finding in detector(joined, lowered):
                found.setdefault(finding.value, finding)
        self.findings = sorted(found.values(), key=lambda finding: (finding.start, -len(finding.value)))
        self._placeholders = _number(self.findings, Counter() if numbered is None else numbered)
        self._pattern = _any_of(self.findings)

    def __bool__(self) -> bool:
        return bool(self.findings)

    def __call__(self, text: str) -> str:
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda match: self._placeholders[match.group()], text)

    def reasons(self) -> Counter[str]:
        """How many different values were found, by reason."""
        return Counter(finding.reason for finding in self.findings)


def lower(text: str) -> str:
    """In lower case, character by character: `str.lower` makes two of some, and places would no longer
    agree."""
    return text.lower() if text.isascii() else text.translate(_LOWER)


def _number(findings: list[Finding], numbered: Counter[str]) -> dict[str, str]:
    placeholders: dict[str, str] = {}
    for finding in findings:
        numbered[finding.kind] += 1
        placeholders[finding.value] = f"<{finding.kind}_{numbered[finding.kind]}>"
    return placeholders


def _any_of(findings: list[Finding]) -> re.Pattern[str] | None:
    """Longer values first: a value inside another one must not break it up."""
    ordered = sorted(findings, key=lambda finding: (-len(finding.value), finding.value))
    return re.compile("|".join(finding.pattern for finding in ordered)) if ordered else None
