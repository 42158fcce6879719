"""One redaction map for all texts of an interaction: the same value gets the same placeholder everywhere.

Otherwise the placeholder itself would become what tells a chosen text from a rejected one.
"""

from collections import Counter
from collections.abc import Iterable

from telemetry.cleaning.redaction.addresses import find_addresses
from telemetry.cleaning.redaction.assignments import find_assignments
from telemetry.cleaning.redaction.credentials import find_credentials
from telemetry.cleaning.redaction.emails import find_emails
from telemetry.cleaning.redaction.finding import END_OF_TEXT, Around, Detector, Finding, subject_of
from telemetry.cleaning.redaction.numbers import find_numbers
from telemetry.cleaning.redaction.people import find_people
from telemetry.cleaning.redaction.phones import find_phones
from telemetry.cleaning.redaction.private_keys import find_private_keys
from telemetry.cleaning.redaction.random_strings import find_random_strings
from telemetry.cleaning.redaction.replacing import Replacement
from telemetry.cleaning.redaction.tokens import find_tokens
from telemetry.cleaning.redaction.user_names import find_user_names

DETECTORS: tuple[Detector, ...] = (
    # Where two find the same value, the first one names it.
    find_private_keys,
    find_tokens,
    find_credentials,
    find_assignments,
    find_random_strings,
    find_people,
    find_emails,
    find_user_names,
    find_addresses,
    find_phones,
    find_numbers,
)


class Redactor:
    """Callable that replaces in a text whatever was found in `texts`, which are given in order of
    appearance."""

    def __init__(self, texts: Iterable[str], numbered: Counter[str] | None = None) -> None:
        """`numbered` counts the placeholders in use by kind; it is carried on, so that none is given
        twice."""
        joined = f"\n{END_OF_TEXT}\n".join(texts)
        subject = subject_of(joined)
        found: dict[str, Finding] = {}
        arounds: dict[str, list[Around]] = {}
        for detector in DETECTORS:
            for finding in detector(subject):
                found.setdefault(finding.value, finding)
                around = arounds.setdefault(finding.value, [])
                if finding.around not in around:
                    around.append(finding.around)
        self.findings = sorted(found.values(), key=lambda finding: (finding.start, -len(finding.value)))
        self._replace = Replacement(_number(self.findings, Counter() if numbered is None else numbered), arounds)

    def __bool__(self) -> bool:
        return bool(self.findings)

    def __call__(self, text: str) -> str:
        return self._replace(text) if self.findings else text

    def reasons(self) -> Counter[str]:
        """How many different values were found, by reason."""
        return Counter(finding.reason for finding in self.findings)


def _number(findings: list[Finding], numbered: Counter[str]) -> dict[str, str]:
    placeholders: dict[str, str] = {}
    for finding in findings:
        numbered[finding.kind] += 1
        placeholders[finding.value] = f"<{finding.kind}_{numbered[finding.kind]}>"
    return placeholders
