"""What a preference rule is, and the order in which rules yield to each other."""

from collections.abc import Iterable
from enum import IntEnum
from typing import Protocol

from exports.contracts import Draft
from exports.preferences.facts import Group


class Precedence(IntEnum):
    """When signals disagree about the same texts, the lower number wins."""

    CONFLICT = 0  # a verifiable outcome seen against what the person did: carries the flag
    OUTCOME = 1
    PICK = 2
    RETENTION = 3
    EDIT = 4
    ACCEPTANCE = 5
    COPY = 6
    RATING = 7
    EXPOSURE = 8


class Rule(Protocol):
    """A pure function from a group to drafts. `id` with `version` names its behaviour: any change raises the
    version, and `id`, being part of record identity, stays."""

    id: str
    version: int
    precedence: Precedence

    def derive(self, group: Group) -> Iterable[Draft]: ...
