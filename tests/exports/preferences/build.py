"""Builds clean interactions for the rules' tests: one line a signal, everything else filled in."""

import uuid
from collections.abc import Sequence
from typing import Any

from exports.contracts import Draft
from exports.preferences.calibration import FORMAT, Calibration, KindModel, Source
from exports.preferences.derivation import Derivation, derive
from exports.preferences.facts import Group
from exports.preferences.observations import observe
from exports.preferences.rule import Rule
from telemetry.contracts import Candidate, CleanInteraction, Interaction, Prompt, Signal, interaction_uid

GROUP = "a" * 64
# Knows nothing: every draft keeps the confidence its rule starts with, so no refit changes what a test sees.
UNFITTED = Calibration(
    format=FORMAT,
    version="none",
    source=Source(name="starting"),
    kinds={kind: KindModel(unknown=1.0) for kind in ("pair", "unpaired")},
)
START = 1_700_000_000_000  # ms


def event_id(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def signal(type_: str, at_s: float = 1.0, actor: str = "human", developer: str = "ann", /, **data: Any) -> Signal:
    name = f"{type_} {at_s} {actor} {developer} {sorted(data.items(), key=str)}"
    at = START + round(at_s * 1000)
    return Signal(event_id=event_id(name), type=type_, at=at, actor=actor, developer=developer, data=data)


def shown(at_s: float = 0.1, **data: Any) -> Signal:
    return signal("candidate.shown", at_s, "system", **data)


def accepted(at_s: float = 1.0, **data: Any) -> Signal:
    return signal("candidate.accepted", at_s, **{"kind": "full", **data})


def dismissed(at_s: float = 2.0, **data: Any) -> Signal:
    return signal("candidate.dismissed", at_s, **data)


def retained(after_s: float, fraction: float | None = None, actor: str = "human", **data: Any) -> Signal:
    told = {} if fraction is None else {"fraction": fraction}
    return signal("candidate.retained", 1 + after_s, actor, after_s=after_s, **told, **data)


def edited(final_text: str, after_s: float = 20.0, actor: str = "human") -> Signal:
    return signal("candidate.edited", 1 + after_s, actor, final_text=final_text, after_s=after_s)


def outcome(kind: str = "test", passed: bool | None = True, at_s: float = 5.0, **data: Any) -> Signal:
    return signal("outcome.reported", at_s, "system", kind=kind, passed=passed, **data)


def candidate(name: str, text: str | None, *signals: Signal, **fields: Any) -> Candidate:
    """Signals get event ids of their own, so that equal ones of two candidates stay apart."""
    own = tuple(
        Signal(
            event_id=event_id(f"{name} {one.event_id}"),
            type=one.type,
            at=one.at,
            actor=one.actor,
            developer=one.developer,
            data=one.data,
        )
        for one in sorted(signals, key=lambda one: (one.at, one.event_id))
    )
    return Candidate(
        candidate_id=name,
        text=text,
        model=fields.pop("model", "m1"),
        generated_event_id=event_id(f"{name} generated"),
        generated_at=START,
        signals=own,
        **fields,
    )


def clean(*candidates: Candidate, name: str = "i1", signals: Sequence[Signal] = (), **fields: Any) -> CleanInteraction:
    interaction = Interaction(
        uid=interaction_uid(name).hex,
        interaction_id=name,
        developer=fields.pop("developer", "ann"),
        surface=fields.pop("surface", "completion"),
        language="python",
        prompt=fields.pop("prompt", Prompt(prefix="def add(a, b):\n", suffix="")),
        started_event_id=event_id(f"{name} started"),
        started_at=START - 1,
        candidates=candidates,
        signals=tuple(sorted(signals, key=lambda one: (one.at, one.event_id))),
        **fields,
    )
    return CleanInteraction(interaction=interaction, group_id=GROUP)


def group(*members: CleanInteraction) -> Group:
    return observe(GROUP, members)


def derived(members: Sequence[CleanInteraction], calibration: Calibration = UNFITTED, **made_with: Any) -> Derivation:
    """All rules, settled, with the rules' starting confidences."""
    return derive(GROUP, members, calibration=calibration, **made_with)


def drafts(rule: Rule, *members: CleanInteraction) -> list[Draft]:
    return list(rule.derive(group(*members)))


def said(rule: Rule, *members: CleanInteraction) -> list[tuple[Any, ...]]:
    """What a rule says, briefly: (pair, chosen, rejected), (unpaired, text, label), (reward, text, value)."""
    return [_brief(draft) for draft in drafts(rule, *members)]


def _brief(draft: Draft) -> tuple[Any, ...]:
    if draft.kind == "pair":
        return "pair", draft.chosen, draft.rejected
    return draft.kind, draft.completion, draft.label if draft.kind == "unpaired" else draft.reward
