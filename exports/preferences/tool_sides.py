"""A tool call as one side of a draft: a completion like any other, with its place in the turn as its name."""

from exports.preferences.drafting import Side
from exports.preferences.facts import Observation, Ref, ToolCall


def call_side(call: ToolCall) -> Side:
    return Side(
        call.text, Observation(ref=Ref(call.uid, f"tool:{call.index}"), text=call.text, origin=(call.proposed,))
    )
