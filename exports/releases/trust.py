"""What a manifest says of how far its labels can be trusted: the calibration, the rules' flip rates, length. Pure."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import asdict

from exports.preferences.calibration import Calibration
from exports.releases.rule_statistics import Sums, length_bias, mean_confidence, total

MOST_SMOOTHING = 0.45  # TRL's robust loss divides by 1 − 2ε


def calibration_facts(calibration: Calibration) -> dict[str, Any]:
    """Nothing about people: their reliabilities stay in the installation."""
    return {
        "version": calibration.version,
        "fingerprint": calibration.fingerprint,
        "source": calibration.source.words,
        "ece": {kind: found.ece for kind, found in sorted(calibration.curves.items())},
    }


def kind_facts(kind: str, sums: Mapping[str, Sums], calibration: Calibration) -> dict[str, Any]:
    """`rules` by name; for pairs also `label_smoothing` and `length_bias`."""
    rules = {rule: _rule_facts(kind, rule, one, calibration) for rule, one in sorted(sums.items())}
    if kind != "pair" or not rules:
        return {"rules": rules}
    whole = total(dict(sums))
    return {
        "rules": rules,
        "label_smoothing": min(MOST_SMOOTHING, round(1 - mean_confidence(whole), 3)),
        "length_bias": length_bias(whole),
    }


def _rule_facts(kind: str, rule: str, one: Sums, calibration: Calibration) -> dict[str, Any]:
    flip = calibration.flip_rate(kind, rule)
    facts: dict[str, Any] = {
        "records": one.records,
        "confidence": mean_confidence(one),
        "flip_rate": asdict(flip) if flip else None,
    }
    return {**facts, "length_bias": length_bias(one)} if kind == "pair" else facts
