"""The explanation of one record."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from exports.contracts import Draft
from exports.preferences.calibration import RULE, Calibration, FlipRate, KindModel, interpolated
from exports.preferences.explaining.phrases import event_phrase, percent, signal_phrase
from exports.preferences.explaining.rules import sentence
from telemetry.contracts import Candidate, Interaction, Signal

LEAST = 0.005  # of confidence: what moves it by less is not worth a line


class Moment(NamedTuple):
    """Something that happened. `at` is epoch milliseconds. `is_evidence`: the record rests on it.

    `of` names the candidate: `chosen`, `rejected` or `this` where it holds a text of the record, else by its own id.
    """

    at: int
    what: str
    actor: str
    of: str
    event_id: str
    is_evidence: bool

    @property
    def when(self) -> datetime:
        return datetime.fromtimestamp(self.at / 1000, UTC)


class Influence(NamedTuple):
    """What one signal did to the confidence: `points` of it, from −1 to 1, against what is typical of the rule."""

    phrase: str
    points: float


class Explanation(NamedTuple):
    says: str
    usual: str  # how often records of this rule are right
    raised: tuple[Influence, ...]
    lowered: tuple[Influence, ...]
    moments: tuple[Moment, ...]


def explain(draft: Draft, interactions: Sequence[Interaction], calibration: Calibration) -> Explanation:
    """`draft` as it was recorded, with its `signals`; `interactions` are those behind it as they are now."""
    moved = sorted(_influences(draft, calibration), key=lambda one: -abs(one.points))
    return Explanation(
        says=sentence(draft),
        usual=usual(calibration.flip_rate(draft.kind, draft.rule), calibration),
        raised=tuple(one for one in moved if one.points >= LEAST),
        lowered=tuple(one for one in moved if one.points <= -LEAST),
        moments=tuple(sorted(_moments(draft, interactions), key=lambda one: (one.at, one.event_id))),
    )


def usual(rate: FlipRate | None, calibration: Calibration) -> str:
    if rate is None:
        return "How often records of this rule are right has not been measured."
    between = f"{percent(1 - rate.high)} to {percent(1 - rate.low)}"
    return (
        f"Records of this rule are right {percent(1 - rate.rate)} of the time ({between}; {calibration.source.words})."
    )


def _influences(draft: Draft, calibration: Calibration) -> Iterable[Influence]:
    model = calibration.kinds.get(draft.kind)
    found = calibration.contributions(draft)
    if model is None or not found:
        return
    total = sum(logit for _, logit in found)
    for name, logit in found:
        if name != RULE:
            points = _share(model, total) - _share(model, total - logit)
            yield Influence(signal_phrase(name, draft.signals.get(name)), points)


def _share(model: KindModel, logit: float) -> float:
    return interpolated(model.knots, logit)


def _moments(draft: Draft, interactions: Sequence[Interaction]) -> Iterable[Moment]:
    evidence = set(draft.events)
    for one in interactions:
        if one.started_event_id:
            at = one.first_at if one.started_at is None else one.started_at
            asked = Signal(event_id=one.started_event_id, type="interaction.started", at=at, actor="system")
            yield _moment(asked, "", evidence)
        for signal in one.signals:
            yield _moment(signal, "", evidence)
        for candidate in one.candidates:
            of = _side(draft, candidate)
            for signal in (*_generation(candidate), *candidate.signals):
                yield _moment(signal, of, evidence)


def _side(draft: Draft, candidate: Candidate) -> str:
    """Which text of the record a candidate holds; its own name where it is neither."""
    texts = {draft.completion: "this", draft.rejected: "rejected", draft.chosen: "chosen"}
    return texts.get(candidate.text, candidate.candidate_id) if candidate.text is not None else candidate.candidate_id


def _generation(candidate: Candidate) -> tuple[Signal, ...]:
    if not candidate.generated_event_id:
        return ()
    at = candidate.generated_at or 0
    return (Signal(event_id=candidate.generated_event_id, type="candidate.generated", at=at, actor="system"),)


def _moment(signal: Signal, of: str, evidence: set[str]) -> Moment:
    return Moment(signal.at, event_phrase(signal), signal.actor, of, signal.event_id, signal.event_id in evidence)
