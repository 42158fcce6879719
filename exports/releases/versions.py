"""The next version of a dataset, by what changed since the previous release. Pure.

Rows only added: minor, for what was trained before still holds. Rows removed or changed (their lineage
included), another recipe, or another version of a rule or a cleaning stage: major. (Croissant's reading of
semantic versions for data sets.)
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

PATCH, MINOR, MAJOR = "patch", "minor", "major"
BUMPS = ("auto", MAJOR, MINOR, PATCH)
_RANK = {PATCH: 0, MINOR: 1, MAJOR: 2}


class Version(NamedTuple):
    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    def bumped(self, bump: str) -> "Version":
        if bump == MAJOR:
            return Version(self.major + 1, 0, 0)
        if bump == MINOR:
            return Version(self.major, self.minor + 1, 0)
        return Version(self.major, self.minor, self.patch + 1)


FIRST = Version(1, 0, 0)


def least_bump(old: Mapping[str, Any], new: Mapping[str, Any]) -> str | None:
    """The bump two manifests alone decide, or None where the rows have to be compared."""
    if old["content_digest"] == new["content_digest"]:
        return PATCH
    if old["recipe_fingerprint"] != new["recipe_fingerprint"] or old.get("stages") != new["stages"]:
        return MAJOR
    changed = any(new["rules"].get(rule, version) != version for rule, version in old["rules"].items())
    return MAJOR if changed or new["rows"] < old["rows"] else None


def stronger(needed: str, asked: str) -> str:
    """The bump asked for, unless what changed calls for a stronger one."""
    return needed if asked == "auto" or _RANK[asked] < _RANK[needed] else asked
