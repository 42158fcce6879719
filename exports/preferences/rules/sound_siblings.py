"""Rule 21: of two answers to one prompt, one is code and the other does not even parse.

Not in the design's table: cleaning parses every answer in its place, and what no parser takes cannot work. It is weaker
than a test, since grammars lag behind languages and a fragment may belong to something the prompt leaves out.
"""

from collections.abc import Iterable

from exports.contracts import Draft
from exports.preferences import confidence, drafting
from exports.preferences.facts import Group
from exports.preferences.rule import Precedence


class SoundSiblings:
    """pair: parsing ≻ not parsing, margin 2/3, whoever saw them."""

    id = "sound-siblings"
    version = 1
    precedence = Precedence.EXPOSURE

    def derive(self, group: Group) -> Iterable[Draft]:
        broken = [one for one in group.observations if one.parses is False]
        sound = [one for one in group.observations if one.parses is True] if broken else []
        for chosen in sound:
            for rejected in broken:
                yield drafting.pair(
                    self,
                    drafting.side(chosen),
                    drafting.side(rejected),
                    [],
                    confidence=confidence.SOUND,
                    margin=2 / 3,
                )
