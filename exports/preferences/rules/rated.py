"""Rule 16: thumbs. The weakest label; releases cap its share, and it is never the only reward."""

from collections.abc import Iterable

from exports.contracts import Draft
from exports.preferences import confidence, drafting
from exports.preferences.facts import Group
from exports.preferences.rule import Precedence


class Rated:
    """unpaired, once for each person who rated."""

    id = "rated"
    version = 1
    precedence = Precedence.RATING

    def derive(self, group: Group) -> Iterable[Draft]:
        for seen in group.observations:
            for rating in seen.ratings:
                if rating.good is not None:
                    side = drafting.side(seen)
                    yield drafting.unpaired(self, side, rating.good, [rating], confidence=confidence.RATED)
