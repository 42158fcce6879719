"""Rule 2: a person found every side bad. A tie says nothing about either and makes nothing."""

from collections.abc import Iterable

from exports.contracts import Draft
from exports.preferences import confidence, drafting
from exports.preferences.facts import Group
from exports.preferences.rule import Precedence


class BothBad:
    """unpaired false for every side."""

    id = "both-bad"
    version = 1
    precedence = Precedence.PICK

    def derive(self, group: Group) -> Iterable[Draft]:
        seen = {one.ref: one for one in group.observations}
        for verdict in group.comparisons:
            if verdict.outcome != "both_bad":
                continue
            sides = {*verdict.others, *([verdict.chosen] if verdict.chosen else [])}
            for side in (seen[ref] for ref in sorted(sides) if ref in seen):
                yield drafting.unpaired(self, drafting.side(side), False, [verdict], confidence=confidence.BOTH_BAD)
