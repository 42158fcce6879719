"""The card's sections on how sure labels are and on length, from the manifest. Pure."""

from collections.abc import Mapping
from typing import Any

from exports.releases.markdown import table

_CONFIDENCE = """\
## Confidence

`confidence` is the estimated probability that a blind expert would agree with a record. It was read from the record's
signals by calibration {version} (`{fingerprint}`), which rests on {source}{error}.

The flip rate ε of a rule is 1 − P(agree) over all its records that were judged, with its 95 % interval (Jeffreys);
what the recipe leaves out by confidence is among them.
"""

_SMOOTHING = """
For TRL's `loss_type="robust"` on all pairs: `label_smoothing={smoothing}`, which is 1 − their mean confidence. For the
pairs of one rule: its flip rate.
"""

_LENGTHS = """\
## Length

Where the chosen text is the longer one far from half the time, or by much, length may be what was preferred.
"""


def confidence(manifest: Mapping[str, Any]) -> str:
    calibration = manifest["calibration"]
    errors = [f"{kind} {error}" for kind, error in calibration["ece"].items() if kind in manifest["kinds"]]
    told = f" (calibration error out of sample: {', '.join(errors)})" if errors else ""
    source = calibration["source"]
    head = _CONFIDENCE.format(
        version=calibration["version"], fingerprint=calibration["fingerprint"], source=source, error=told
    )
    rows = [
        (kind, f"`{rule}`", facts["records"], facts["confidence"], *_flips(facts["flip_rate"], source))
        for kind, found in manifest["kinds"].items()
        for rule, facts in found["rules"].items()
    ]
    header = ("kind", "rule", "records", "mean confidence", "flip rate ε", "judged", "by")
    smoothing = manifest["kinds"].get("pair", {}).get("label_smoothing")
    advice = "" if smoothing is None else _SMOOTHING.format(smoothing=smoothing)
    return head + "\n" + table(header, rows) + advice


def _flips(flip: Mapping[str, Any] | None, source: str) -> tuple[str, str, str]:
    if flip is None:
        return "not measured", "0", "–"
    return f"{flip['rate']} ({flip['low']}–{flip['high']})", str(flip["n"]), source


def lengths(manifest: Mapping[str, Any]) -> str:
    pairs = manifest["kinds"].get("pair")
    if pairs is None or "length_bias" not in pairs:
        return ""
    rows = [_length_row("all pairs", pairs["length_bias"])]
    rows += [_length_row(f"`{rule}`", facts["length_bias"]) for rule, facts in pairs["rules"].items()]
    return _LENGTHS + "\n" + table(("rule", "pairs", "chosen is longer", "longer by, bytes, mean"), rows)


def _length_row(name: str, bias: Mapping[str, Any]) -> tuple[Any, ...]:
    longer = "–" if bias["longer"] is None else bias["longer"]
    return name, bias["pairs"], longer, bias["difference"]
