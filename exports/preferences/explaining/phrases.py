"""Signals and events as phrases."""

from collections.abc import Callable
from math import exp
from typing import Any

from telemetry.contracts import Signal

Phrase = Callable[[Any], str]


def seconds(value: float) -> str:
    """A span of time as people say it."""
    if value < 10:
        return f"{value:.1f} s"
    return f"{value:.0f} s" if value < 120 else f"{value / 60:.0f} min"


def milliseconds(value: float) -> str:
    return f"{value:.0f} ms" if value < 1000 else seconds(value / 1000)


def percent(value: float) -> str:
    return f"{100 * value:.0f} %"


def _count(one: str, many: str) -> Phrase:
    return lambda value: f"{value:.0f} {one if value == 1 else many}"


def _if(yes: str, no: str) -> Phrase:
    return lambda value: yes if value else no


def _longer(ratio: float) -> str:
    """`ratio` is ln(chosen / rejected length)."""
    if abs(ratio) < 0.05:
        return "both are about as long"
    return f"the chosen text is {exp(abs(ratio)):.1f} times as {'long' if ratio > 0 else 'short'}"


_PHRASES: dict[str, Phrase] = {
    "retained": lambda value: f"{percent(value)} of it was still there when last looked at",
    "horizon_s": lambda value: f"it was watched for {seconds(value)}",
    "edit_distance": lambda value: f"{percent(value)} of the text was changed",
    "after_s": lambda value: f"the last change came after {seconds(value)}",
    "reaction_ms": lambda value: f"it was taken {milliseconds(value)} after it appeared",
    "visible_ms": lambda value: f"the refused text was on the screen for {milliseconds(value)}",
    "dwell_ms": lambda value: f"the sides were looked at for {milliseconds(value)}",
    "strength": lambda value: f"the preference was given as {value:.0f} of 3",
    "position": lambda value: "the pick stood first" if value == 0 else f"the pick stood in place {value + 1:.0f}",
    "sides": _count("side was shown", "sides were shown"),
    "explicit": _if("it was refused on purpose", "it was passed over without an explicit refusal"),
    "feedback": _if("the developer said what was wrong", "no reason was given"),
    "pasted": _if("the paste was found in the code", "no paste was seen"),
    "copied_share": lambda value: f"{percent(value)} of it was copied",
    "runs": _count("conclusive run of tests or builds", "conclusive runs of tests or builds"),
    "parses_chosen": _if("the wanted text parses", "the wanted text does not parse"),
    "parses_rejected": _if("the rejected text parses", "the rejected text does not parse"),
    "works_chosen": _if("tests or builds of the wanted text pass", "tests or builds of the wanted text fail"),
    "works_rejected": _if("tests or builds of the rejected text pass", "tests or builds of the rejected text fail"),
    "cut_off_chosen": _if("the wanted text was cut off", "the wanted text was not cut off"),
    "cut_off_rejected": _if("the rejected text was cut off", "the rejected text was not cut off"),
    "length_ratio": _longer,
    "substance": lambda value: f"the texts differ in {percent(value)} of their code, style set aside",
    "consensus": lambda value: f"likeness to the other answers: {value:+.2f}",
    "observations": _count("observation says so", "observations say so"),
    "people": _count("developer is behind it", "developers are behind it"),
    "votes_for": _count("vote for it", "votes for it"),
    "votes_against": _count("vote against it", "votes against it"),
    "overruled": _count("weaker signal says otherwise", "weaker signals say otherwise"),
    "said_by": lambda value: f"the same was said by {', '.join(value) or 'no other rule'}",
    "skill": lambda value: f"the developers behind it are right {percent(value)} of the time, as far as known",
    "siblings": _count("other answer to the same prompt", "other answers to the same prompt"),
}


# What is said of a signal that is not known, where that itself moved the confidence.
_UNKNOWN = {
    "after_s": "when it was last changed",
    "consensus": "how the other answers look",
    "copied_share": "how much of it was copied",
    "cut_off_chosen": "whether the wanted text was cut off",
    "cut_off_rejected": "whether the rejected text was cut off",
    "dwell_ms": "how long the sides were looked at",
    "edit_distance": "any change to it",
    "explicit": "why it was not taken",
    "feedback": "any remark on it",
    "horizon_s": "what became of it later",
    "length_ratio": "how long the texts are",
    "parses_chosen": "whether the wanted text parses",
    "parses_rejected": "whether the rejected text parses",
    "pasted": "any paste of it",
    "position": "the place of the pick",
    "reaction_ms": "how long it was looked at before it was taken",
    "retained": "what became of it later",
    "runs": "any run of tests or builds",
    "sides": "how many sides were shown",
    "skill": "how reliable these developers are",
    "strength": "how strong the preference was",
    "substance": "how much of the texts differs",
    "visible_ms": "how long the refused text was on the screen",
    "works_chosen": "whether the wanted text works",
    "works_rejected": "whether the rejected text works",
}


def signal_phrase(name: str, value: Any) -> str:
    """A signal of a draft in words; one that is unknown says so."""
    if value is None:
        return f"nothing is known of {_UNKNOWN.get(name, name.replace('_', ' '))}"
    phrase = _PHRASES.get(name)
    return phrase(value) if phrase else f"{name} is {value}"


def event_phrase(signal: Signal) -> str:
    """What happened, with the figures that matter."""
    make = _EVENTS.get(signal.type)
    return make(signal.data) if make else signal.type


def _number(data: dict[str, Any], key: str) -> float | None:
    value = data.get(key)
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _after(text: str, key: str, form: Phrase) -> Phrase:
    """`text`, and after how long where `key` tells."""

    def make(data: dict[str, Any]) -> str:
        value = _number(data, key)
        return text + (f" after {form(value)}" if value is not None else "")

    return make


def _retained(data: dict[str, Any]) -> str:
    after, fraction = _number(data, "after_s"), _number(data, "fraction")
    share = f"{percent(fraction)} still there" if fraction is not None else "looked at again"
    if data.get("censored"):
        share = "could no longer be followed"
    return share + (f" after {seconds(after)}" if after is not None else "")


def _accepted(data: dict[str, Any]) -> str:
    kind = data.get("kind") or "full"
    return "accepted" if kind == "full" else f"accepted in part ({kind})"


def _dismissed(data: dict[str, Any]) -> str:
    reason = {"explicit": "dismissed on purpose", "typed_over": "typed over", "ignored": "ignored"}
    said = reason.get(str(data.get("reason")), "dismissed")
    visible = _number(data, "visible_ms")
    return said + (f" after {milliseconds(visible)} on the screen" if visible is not None else "")


def _compared(data: dict[str, Any]) -> str:
    outcome = {"picked": "picked one of the sides", "tie": "called it a tie", "both_bad": "found every side bad"}
    said = outcome.get(str(data.get("outcome")), "compared the sides")
    return said + (", shown in random order" if data.get("randomized") is True else ", not shown in random order")


def _reported(data: dict[str, Any]) -> str:
    kind = str(data.get("kind") or "outcome")
    if data.get("infrastructure_failure"):
        return f"{kind} could not be run"
    passed = data.get("passed")
    code = _number(data, "exit_code")
    passed = code == 0 if passed is None and code is not None else passed
    return f"{kind} " + ("passed" if passed else "has no result" if passed is None else "failed")


def _decided(data: dict[str, Any]) -> str:
    by = " by configuration" if data.get("source") == "config" else ""
    return f"tool call {str(data.get('decision') or 'decided').replace('_', ' ')}{by}"


_EVENTS: dict[str, Phrase] = {
    "interaction.started": lambda data: "asked",
    "candidate.generated": lambda data: "generated",
    "candidate.shown": lambda data: "shown",
    "candidate.hidden": _after("hidden", "visible_ms", milliseconds),
    "candidate.accepted": _accepted,
    "candidate.dismissed": _dismissed,
    "candidate.edited": _after("edited", "after_s", seconds),
    "candidate.retained": _retained,
    "candidate.reverted": _after("taken back", "after_s", seconds),
    "candidate.copied": lambda data: "copied and pasted" if data.get("pasted") is True else "copied",
    "candidate.regenerated": lambda data: "asked again" + (" with a remark" if data.get("feedback") else ""),
    "candidate.rated": lambda data: "rated",
    "candidates.compared": _compared,
    "outcome.reported": _reported,
    "tool.proposed": lambda data: f"tool call proposed: {data.get('tool') or 'unknown tool'}",
    "tool.decided": _decided,
    "tool.finished": lambda data: "tool call " + ("succeeded" if data.get("success") is True else "ended"),
}
