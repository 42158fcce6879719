"""Tool calls a coding agent proposed, and what a person decided about them. Pure."""

import json

from exports.preferences import signal_data
from exports.preferences.facts import Fact, ToolCall
from telemetry.contracts import Interaction, Signal

_CALL_IDS = ("call_id", "tool_call_id", "tool_use_id")
_APPROVALS = {"approved": True, "approved_for_session": True, "denied": False}
# The call itself was unusable. A tool that ran and reported failure (a failing test, say) was called well.
_BROKEN = frozenset({"invalid_arguments", "invalid_input", "malformed", "parse_error", "unknown_tool", "aborted"})


def tool_calls_of(interaction: Interaction) -> list[ToolCall]:
    """The interaction's proposals in order. Arguments withheld by consent leave no text."""
    signals = list(interaction.signals) + [one for each in interaction.candidates for one in each.signals]
    signals.sort(key=lambda one: one.order)
    proposed = _told_once([one for one in signals if one.type == "tool.proposed" and _call_text(one)])
    decided = _matched(proposed, [one for one in signals if _is_decision(one)])
    finished = _matched(proposed, [one for one in signals if _is_broken(one)])
    return [
        ToolCall(
            uid=interaction.uid,
            index=index,
            text=_call_text(one) or "",
            proposed=signal_data.fact(one),
            decision=_fact(decided.get(index)),
            approved=_approved(decided.get(index)),
            broken=_fact(finished.get(index)),
        )
        for index, one in enumerate(proposed)
    ]


def call_ids_of(interaction: Interaction) -> set[str]:
    return {found for one in interaction.signals if one.type.startswith("tool.") and (found := _call_id(one))}


def _told_once(proposed: list[Signal]) -> list[Signal]:
    """A call that several sources, or several of a client's events, tell of is one: the fullest telling, in the place
    of the first."""
    found: dict[str, Signal] = {}
    for one in proposed:
        name = _call_id(one) or one.event_id
        known = found.get(name)
        if known is None or len(_call_text(one) or "") > len(_call_text(known) or ""):
            found[name] = one
    return list(found.values())


def _is_decision(signal: Signal) -> bool:
    """A person's, made now: an approval by configuration says nothing about this call."""
    return signal.type == "tool.decided" and signal.actor == "human" and signal.data.get("source") != "config"


def _is_broken(signal: Signal) -> bool:
    if signal.type != "tool.finished" or signal_data.flag(signal, "success") is not False:
        return False
    return signal.data.get("error_type") in _BROKEN or signal.data.get("error") in _BROKEN


def _matched(proposed: list[Signal], answers: list[Signal]) -> dict[int, Signal]:
    """Answers by proposal: through a call id where both name one, else the next of the same tool."""
    found: dict[int, Signal] = {}
    for answer in answers:
        index = next((i for i, one in enumerate(proposed) if i not in found and _belongs(one, answer)), None)
        if index is not None:
            found[index] = answer
    return found


def _belongs(proposal: Signal, answer: Signal) -> bool:
    ours, theirs = _call_id(proposal), _call_id(answer)
    if ours and theirs:
        return ours == theirs
    return proposal.at <= answer.at and proposal.data.get("tool") == answer.data.get("tool")


def _call_id(signal: Signal) -> str | None:
    return next((found for key in _CALL_IDS if (found := signal_data.text(signal, key))), None)


def _call_text(signal: Signal) -> str | None:
    tool, arguments = signal_data.text(signal, "tool"), signal.data.get("arguments")
    if not tool or arguments is None:
        return None
    return json.dumps({"name": tool, "arguments": arguments}, sort_keys=True, ensure_ascii=False)


def _fact(signal: Signal | None) -> Fact | None:
    return signal_data.fact(signal) if signal else None


def _approved(signal: Signal | None) -> bool | None:
    return _APPROVALS.get(signal_data.text(signal, "decision") or "") if signal else None
