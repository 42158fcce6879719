"""Making drafts: the lineage of a draft is the evidence a rule names plus where its texts came from."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from exports.contracts import Draft
from exports.preferences.facts import Fact, Observation, Ref
from exports.preferences.rule import Rule
from exports.preferences.signals import Signals, known, of_pair, of_single
from exports.rewards import shaping


class Side(NamedTuple):
    """A text in a draft. `seen` is the candidate it belongs to; `written` is the fact that brought the text where a
    person wrote it."""

    text: str
    seen: Observation
    written: Fact | None = None

    @property
    def ref(self) -> Ref | None:
        return None if self.written else self.seen.ref

    @property
    def event(self) -> str:
        """The event that brought the text: the last of its origin is the generation."""
        if self.written:
            return self.written.event_id
        return self.seen.origin[-1].event_id if self.seen.origin else ""


def side(seen: Observation) -> Side:
    return Side(seen.text, seen)


def pair(
    rule: Rule,
    chosen: Side,
    rejected: Side,
    evidence: Iterable[Fact | None],
    *,
    confidence: float,
    signals: Signals | None = None,
    **values: Any,
) -> Draft:
    """`signals` adds to those read from the two candidates."""
    lineage = _lineage([chosen.seen, rejected.seen], evidence)
    return Draft(
        kind="pair",
        rule=rule.id,
        rule_version=rule.version,
        chosen=chosen.text,
        rejected=rejected.text,
        chosen_ref=chosen.ref,
        rejected_ref=rejected.ref,
        chosen_event=chosen.event,
        rejected_event=rejected.event,
        confidence=confidence,
        signals=known(
            {
                **of_pair(chosen.seen, rejected.seen, chosen.written, (chosen.text, rejected.text)),
                **(signals or {}),
            }
        ),
        **{"propensity": chosen.seen.propensity, **lineage, **values},
    )


def unpaired(
    rule: Rule,
    completion: Side,
    label: bool,
    evidence: Iterable[Fact | None],
    *,
    confidence: float,
    **values: Any,
) -> Draft:
    return _single("unpaired", rule, completion, evidence, confidence, {"label": label, **values})


def reward(
    rule: Rule,
    completion: Side,
    value: float | None,
    evidence: Iterable[Fact | None],
    *,
    confidence: float,
    **values: Any,
) -> Draft:
    return _single("reward", rule, completion, evidence, confidence, {"reward": value, **values})


def _single(
    kind: str,
    rule: Rule,
    completion: Side,
    evidence: Iterable[Fact | None],
    confidence: float,
    values: dict[str, Any],
) -> Draft:
    return Draft(
        kind=kind,
        rule=rule.id,
        rule_version=rule.version,
        completion=completion.text,
        chosen_ref=completion.ref,
        chosen_event=completion.event,
        confidence=confidence,
        signals=known(of_single(completion.seen, completion.written)),
        **{
            "propensity": completion.seen.propensity,
            **_lineage([completion.seen], evidence),
            **values,
        },
    )


def _lineage(candidates: list[Observation], evidence: Iterable[Fact | None]) -> dict[str, Any]:
    """Contributors are the people behind the evidence; showing and generating are nobody's judgement."""
    signals = [fact for fact in evidence if fact]
    origin = [fact for seen in candidates for fact in (*seen.origin, *((seen.shown,) if seen.shown else ()))]
    return {
        "contributors": tuple(sorted({fact.developer for fact in signals if fact.developer})),
        "observed_at": max((fact.at for fact in signals + origin), default=0),
        "interactions": tuple(sorted({seen.ref.uid for seen in candidates})),
        "events": tuple(sorted({fact.event_id for fact in signals + origin if fact.event_id})),
    }


def unwanted(
    rule: Rule, seen: Observation, evidence: Iterable[Fact | None], *, confidence: float, component: str
) -> Iterator[Draft]:
    """An unpaired false with the reward −τ; `component` names in the reward why."""
    completion, facts = side(seen), list(evidence)
    yield unpaired(rule, completion, False, facts, confidence=confidence)
    value, components = shaping.rejected(), {component: 1}
    yield reward(rule, completion, value, facts, confidence=confidence, reward_components=components)
