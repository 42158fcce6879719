"""One group's records, from its clean interactions: observe, apply every rule, screen, settle, grade, cap. Pure."""

import hashlib
from collections import Counter
from collections.abc import Sequence

import msgspec

from exports.contracts import Draft
from exports.preferences.calibration import DEFAULT_CALIBRATION, Calibration
from exports.preferences.capping import OVER_CAP, cap
from exports.preferences.crowding import bounded
from exports.preferences.cutoffs import DEFAULT_CUTOFFS, Cutoffs
from exports.preferences.distance import norm
from exports.preferences.facts import Group
from exports.preferences.grading import graded
from exports.preferences.observations import observe
from exports.preferences.rule import Rule
from exports.preferences.rules import DEFAULT_RULES
from exports.preferences.screening import objection, verdicts_of
from exports.preferences.settling import settle
from exports.preferences.substance import plain
from telemetry.contracts import CleanInteraction, Frozen

NO_PROMPT = "no_prompt"
RULE_FAILED = "rule_failed"
LOW_CONFIDENCE = "low_confidence"
CROWDED_OUT = "crowded_out"  # counts candidates: the prompt has more than the rules look at


class Derivation(Frozen, frozen=True, kw_only=True):
    """`reasons` counts drafts that were left out. `failure` is "rule: error type" where a rule raised."""

    drafts: tuple[Draft, ...] = ()
    reasons: dict[str, int] = {}
    failure: str = ""


def rules_version(
    rules: Sequence[Rule] = DEFAULT_RULES,
    cutoffs: Cutoffs = DEFAULT_CUTOFFS,
    calibration: Calibration = DEFAULT_CALIBRATION,
) -> str:
    """64 hexadecimal digits naming what records were made with. The rules' order matters: see `DEFAULT_RULES`."""
    parts = [[[rule.id, rule.version] for rule in rules], cutoffs.fingerprint(), calibration.fingerprint]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def derive(
    group_id: str,
    members: Sequence[CleanInteraction],
    rules: Sequence[Rule] = DEFAULT_RULES,
    *,
    cutoffs: Cutoffs = DEFAULT_CUTOFFS,
    calibration: Calibration = DEFAULT_CALIBRATION,
) -> Derivation:
    """A group where a rule fails gets no records at all, rather than what the other rules would have said."""
    stage = "observe"
    try:
        taken, crowded_out = bounded(members, cutoffs.candidates_per_group)
        group = observe(group_id, taken, cutoffs, calibration)
        if not group.prompt:
            return Derivation(reasons={NO_PROMPT: len(members)} if members else {})
        drafts: list[Draft] = []
        for rule in rules:
            stage = rule.id
            drafts += rule.derive(group)
        stage = "settle"
        return _settled(group, drafts, rules, Counter({CROWDED_OUT: crowded_out}))
    except Exception as error:  # whatever a rule does, the other groups go on
        return failed(stage, error)
    finally:
        norm.cache_clear()  # texts of one group meet only each other
        plain.cache_clear()


def failed(stage: str, error: Exception) -> Derivation:
    """No records, and why. Only the error's type is told: its message may quote the code at hand."""
    return Derivation(reasons={RULE_FAILED: 1}, failure=f"{stage}: {type(error).__name__}")


def _settled(group: Group, drafts: list[Draft], rules: Sequence[Rule], left_out: Counter[str]) -> Derivation:
    verdicts = verdicts_of(group)
    objections = [objection(draft, verdicts, group.language) for draft in drafts]
    sound = [draft for draft, reason in zip(drafts, objections, strict=True) if reason is None]
    ranks = {rule.id: (int(rule.precedence), place) for place, rule in enumerate(rules)}
    settled, reasons = settle(group, sound, ranks)
    sure = graded(settled, group)
    kept, over = cap(group.group_id, sure, group.cutoffs)
    reasons.update(left_out)
    reasons.update(reason for reason in objections if reason is not None)
    reasons.update({OVER_CAP: over, LOW_CONFIDENCE: len(settled) - len(sure)})
    return Derivation(drafts=tuple(kept), reasons=dict(sorted((+reasons).items())))
