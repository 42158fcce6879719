"""A finding in plain words with its figures. Pure."""

from collections.abc import Callable, Mapping
from typing import Any

from exports.abuse import found

Evidence = Mapping[str, Any]


def sentence(kind: str, evidence: Evidence) -> str:
    """One sentence for a curator; the kind's name where the evidence is of another version."""
    try:
        return _SENTENCES[kind](evidence)
    except KeyError:
        return kind.replace("_", " ")


def title(kind: str) -> str:
    return _TITLES.get(kind, kind.replace("_", " "))


def _pattern(evidence: Evidence) -> str:
    choices = "pairs" if evidence["what"] == "pairs" else "labels"
    own = f"{evidence['favoured']:,} of {evidence['met']:,} {choices} of one person prefer {_code(evidence)}"
    return f"{own}; {_others(evidence)} (q = {small(evidence['q'])})."


def _stray(evidence: Evidence) -> str:
    met = f"{evidence['favoured']:,} of {evidence['met']:,} pairs, met by {evidence['people']:,}"
    return f"{met}, prefer {_code(evidence)} to code without; too few to suspect anybody, but nothing to learn from."


def _code(evidence: Evidence) -> str:
    return f"code with `{evidence['pattern']}`" if " known " not in evidence["pattern"] else "known insecure code"


def _others(evidence: Evidence) -> str:
    if not evidence["others_met"]:
        return "nobody else ever met it"
    if not evidence["others_favoured"]:
        return f"nobody else ever chose it, in {evidence['others_met']:,} {evidence['what']}"
    return f"the others chose it in {evidence['others_favoured']:,} of {evidence['others_met']:,}"


def _bot(evidence: Evidence) -> str:
    return _BOTS[evidence["reason"]](evidence) + _when(evidence) + "."


_BOTS: dict[str, Callable[[Evidence], str]] = {
    "fast": lambda e: f"{e['count']:,} of {e['of']:,} decisions came within {e['limit_ms']} ms of being shown",
    "even": lambda e: (
        f"{e['count']:,} decisions follow each other every {e['mean_s']:.1f} s,"
        f" give or take {e['variation']:.0%}, which is a timer's rhythm"
    ),
    "sleepless": lambda e: f"decisions in {e['hours']} hours of a day, on {e['count']:,} of {e['of']:,} days",
}


def _burst(evidence: Evidence) -> str:
    rate = f"{evidence['count']:,} decisions in one hour, where {evidence['usual']:.0f} are usual"
    return f"{rate}{_when(evidence)} (q = {small(evidence['q'])})."


def _monotony(evidence: Evidence) -> str:
    taken = {"accepts all": "suggestions shown were taken", "picks first": "picks fell on the first side"}
    what = f"{evidence['count']:,} of {evidence['of']:,} {taken[evidence['reason']]}"
    return f"{what}; of the others' {evidence['others_share']:.0%} (q = {small(evidence['q'])})."


def _disagreement(evidence: Evidence) -> str:
    what = f"Tests contradict {evidence['count']:,} of {evidence['of']:,} judgements of one person"
    return f"{what}, and {evidence['others_share']:.0%} of the others' (q = {small(evidence['q'])})."


def _share(evidence: Evidence) -> str:
    return (
        f"{evidence['choices']:,} choices, {evidence['share']:.0%} of the project's, come from one person; with a"
        f" weight of {evidence['weight']:.2f} they would count as {evidence['cap']:.0%}. Nothing is held back."
    )


def _when(evidence: Evidence) -> str:
    hour = f" from {evidence['hour']:02}:00 to {evidence['hour']:02}:59 UTC" if "hour" in evidence else ""
    return f" on {evidence['day']}{hour}" if "day" in evidence else ""


def small(value: float) -> str:
    """A probability as people read it: 0.03, 4·10⁻⁹."""
    if value >= 0.001:
        return f"{value:.2g}"
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.0e}".split("e")
    return f"{mantissa}·10{_superscript(int(exponent))}"


def _superscript(power: int) -> str:
    return str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


_SENTENCES: dict[str, Callable[[Evidence], str]] = {
    found.INSECURE: _pattern,
    found.STRAY: _stray,
    found.PATTERN: _pattern,
    found.BOT: _bot,
    found.BURST: _burst,
    found.MONOTONY: _monotony,
    found.DISAGREEMENT: _disagreement,
    found.SHARE: _share,
}
_TITLES = {
    found.INSECURE: "Insecure code",
    found.STRAY: "Insecure choice",
    found.PATTERN: "One-sided pattern",
    found.BOT: "No person's rhythm",
    found.BURST: "Burst",
    found.MONOTONY: "Always the same answer",
    found.DISAGREEMENT: "Contradicted by tests",
    found.SHARE: "Large share",
}
