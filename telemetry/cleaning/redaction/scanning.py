"""What redaction would replace in files: counted and placed, never quoted."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from telemetry.cleaning.redaction.finding import END_OF_TEXT
from telemetry.cleaning.redaction.redactor import Redactor


class Place(NamedTuple):
    """Where a value stands first. Of the value itself only its length is told."""

    path: str
    line: int
    reason: str
    kind: str
    length: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason} ({self.kind}, {self.length} characters)"


def places_in_text(path: str, text: str) -> Iterator[Place]:
    for finding in Redactor([text]).findings:
        line = text.count("\n", 0, finding.start) + 1
        yield Place(path, line, finding.reason, finding.kind, len(finding.value))


def places_in_record(path: str, line: int, text: str) -> Iterator[Place]:
    """Of one line of a file of JSON lines: its strings are searched together, as those of an interaction are; what is
    no JSON is searched as it stands."""
    try:
        texts = list(_strings(json.loads(text)))
    except (ValueError, RecursionError):
        texts = [text]
    for finding in Redactor(each.replace(END_OF_TEXT, "") for each in texts).findings:
        yield Place(path, line, finding.reason, finding.kind, len(finding.value))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


class Report:
    """What was found in many files. `characters` is how much text was searched."""

    def __init__(self) -> None:
        self.files = 0
        self.characters = 0
        self.unread: list[str] = []  # paths of what is no text
        self.places: list[Place] = []

    def add(self, places: Iterator[Place], characters: int) -> None:
        self.places.extend(places)
        self.characters += characters

    def counts(self) -> dict[str, dict[str, int]]:
        """By reason: `values` (different ones in each file or record) and `files` that hold them."""
        values = Counter(place.reason for place in self.places)
        files: defaultdict[str, set[str]] = defaultdict(set)
        for place in self.places:
            files[place.reason].add(place.path)
        return {reason: {"values": count, "files": len(files[reason])} for reason, count in values.most_common()}

    def lines(self) -> Iterator[str]:
        megabytes = self.characters / 1e6
        yield f"{self.files:,} files, {megabytes:,.1f} million characters searched; {len(self.unread):,} are no text."
        yield f"{'reason':22}{'values':>9}{'files':>8}{'a million':>11}"
        for reason, count in self.counts().items():
            share = count["values"] / megabytes if megabytes else 0.0
            yield f"{reason:22}{count['values']:>9,}{count['files']:>8,}{share:>11.2f}"

    def as_json(self) -> dict[str, Any]:
        return {
            "files": self.files,
            "characters": self.characters,
            "unread": self.unread,
            "reasons": self.counts(),
            "places": [place._asdict() for place in self.places],
        }
