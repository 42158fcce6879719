"""Rule 20: a person approved or denied an agent's tool call. Approval by configuration is no signal."""

from collections.abc import Iterable
from itertools import pairwise

from exports.contracts import Draft
from exports.preferences import confidence, drafting
from exports.preferences.facts import Group, ToolCall
from exports.preferences.rule import Precedence
from exports.preferences.tool_sides import call_side


class ToolDecision:
    """unpaired true or false; a pair where the agent, denied, proposed again in the turn and was approved."""

    id = "tool-decision"
    version = 1
    precedence = Precedence.PICK

    def derive(self, group: Group) -> Iterable[Draft]:
        for call in group.tool_calls:
            if call.approved is not None:
                evidence = [call.proposed, call.decision]
                yield drafting.unpaired(
                    self, call_side(call), call.approved, evidence, confidence=confidence.TOOL_DECIDED
                )
        for denied, again in pairwise(group.tool_calls):
            if denied.uid == again.uid and denied.approved is False and again.approved is True:
                yield self._pair(again, denied)

    def _pair(self, approved: ToolCall, denied: ToolCall) -> Draft:
        return drafting.pair(
            self,
            call_side(approved),
            call_side(denied),
            [approved.proposed, approved.decision, denied.proposed, denied.decision],
            confidence=confidence.TOOL_REPROPOSED,
            margin=1 / 3,
        )
