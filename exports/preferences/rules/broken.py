"""Rule 19: a broken or aborted generation, or a tool call nothing could run."""

from collections.abc import Iterable

from exports.contracts import Draft
from exports.preferences import confidence, drafting
from exports.preferences.facts import Group
from exports.preferences.rule import Precedence
from exports.preferences.tool_sides import call_side

# What servers and clients write into `finish_reason` when the output itself is unusable. A length limit or a
# content filter is not among them: the text is sound as far as it goes, or somebody else's decision.
BROKEN_FINISHES = frozenset(
    {
        "aborted",
        "abort",
        "broken",
        "error",
        "invalid",
        "malformed",
        "malformed_function_call",
        "malformed_tool_call",
    }
)


class Broken:
    """unpaired false. Never dropped: a production model trained without them learned to break tool calls."""

    id = "broken"
    version = 1
    precedence = Precedence.OUTCOME

    def derive(self, group: Group) -> Iterable[Draft]:
        for seen in group.observations:
            if seen.finish_reason.lower() in BROKEN_FINISHES:
                yield drafting.unpaired(self, drafting.side(seen), False, [], confidence=confidence.BROKEN)
        for call in group.tool_calls:
            if call.broken is not None:
                yield drafting.unpaired(
                    self, call_side(call), False, [call.proposed, call.broken], confidence=confidence.BROKEN
                )
