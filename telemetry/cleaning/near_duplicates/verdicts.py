"""What became of a candidate, coarsely: two interactions are only alike where this is the same.

Contradictory decisions on alike prompts are evidence, not repetition; so are a text that stayed and one that went.
"""

from collections.abc import Callable, Iterator
from typing import Any

from telemetry.contracts import Interaction, Signal

STAYED = 0.5  # share of the text; below it, it went. The token edit distance up to which Copilot says "still in code".
GOOD = 0.5  # of a score in [0, 1]

Verdicts = dict[str, frozenset[str]]  # by candidate id; "" for what concerns no single one

_PEOPLES = "human"
_MEASURED = frozenset({"outcome.reported", "tool.finished"})  # count whoever reports them


def verdicts(interaction: Interaction) -> Verdicts:
    """Every candidate that something was decided about or measured of; empty where nothing was."""
    found: dict[str, set[str]] = {}
    for candidate in interaction.candidates:
        for signal in filter(_counts, candidate.signals):
            found.setdefault(candidate.candidate_id, set()).update(_said(signal))
    for signal in filter(_counts, interaction.signals):
        for candidate_id, said in _of_interaction(signal):
            found.setdefault(candidate_id, set()).add(said)
    return {candidate_id: frozenset(said) for candidate_id, said in found.items() if said}


def _counts(signal: Signal) -> bool:
    return signal.type in _MEASURED or signal.actor == _PEOPLES


def _said(signal: Signal) -> Iterator[str]:
    describe = _DESCRIBED.get(signal.type)
    said = describe(signal.data) if describe else ""
    if said:
        yield f"{signal.type}:{said}"


def _of_interaction(signal: Signal) -> Iterator[tuple[str, str]]:
    if signal.type == "candidates.compared":
        yield "", f"compared:{signal.data.get('outcome')}"
        yield from ((one, "picked") for one in _ids(signal.data.get("chosen")))
        yield from ((one, "passed over") for one in _ids(signal.data.get("rejected")))
    else:
        yield from (("", said) for said in _said(signal))


def _ids(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str)]


def _always(data: dict[str, Any]) -> str:
    return "yes"


def _retained(data: dict[str, Any]) -> str:
    fraction = data.get("fraction")
    if data.get("censored") or not isinstance(fraction, int | float):
        return ""
    return "stayed" if fraction >= STAYED else "went"


def _rated(data: dict[str, Any]) -> str:
    value, score = data.get("value"), data.get("score")
    if isinstance(value, int | float):
        return "good" if value > 0 else "bad" if value < 0 else "taken back"
    return "good" if isinstance(score, int | float) and score >= GOOD else "bad"


def _outcome(data: dict[str, Any]) -> str:
    passed = data.get("passed")
    if data.get("infrastructure_failure") or not isinstance(passed, bool):
        return ""
    return f"{data.get('kind')} {'passed' if passed else 'failed'}"


_DESCRIBED: dict[str, Callable[[dict[str, Any]], str]] = {
    "candidate.accepted": _always,
    "candidate.dismissed": lambda data: str(data.get("reason")),
    "candidate.edited": _always,
    "candidate.retained": _retained,
    "candidate.reverted": _always,
    "candidate.copied": _always,
    "candidate.regenerated": _always,
    "candidate.rated": _rated,
    "outcome.reported": _outcome,
    "tool.decided": lambda data: str(data.get("decision")),
    "tool.finished": lambda data: f"success {data.get('success')}",
}
