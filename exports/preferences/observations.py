"""Clean interactions of one group → what was observed of each candidate. Pure.

Only signals caused by a person count. What agents, formatters and the like did to a text never labels it,
but it ends what can be known of its retention: later horizons are censored, not negative.
"""

from collections.abc import Sequence

from exports.preferences import signal_data
from exports.preferences.calibration import DEFAULT_CALIBRATION, Calibration
from exports.preferences.comparisons import comparisons_of
from exports.preferences.cutoffs import DEFAULT_CUTOFFS, Cutoffs
from exports.preferences.facts import Fact, Group, Observation, Ref
from exports.preferences.outcomes import baseline_of, outcomes_of
from exports.preferences.prompts import messages_of
from exports.preferences.reactions import (
    acceptance_of,
    after_s,
    copy_of,
    dismissal_of,
    edit_of,
    first,
    of,
    ratings_of,
    regeneration_of,
    shown_of,
)
from exports.preferences.retention import censored_at, lasting_of, retention_of
from exports.preferences.tool_calls import tool_calls_of
from telemetry.contracts import Candidate, CleanInteraction, Interaction, Signal

HUMAN = "human"


def observe(
    group_id: str,
    members: Sequence[CleanInteraction],
    cutoffs: Cutoffs = DEFAULT_CUTOFFS,
    calibration: Calibration = DEFAULT_CALIBRATION,
) -> Group:
    """The group's observations. Its prompt is empty where consent kept every prompt text away."""
    interactions = sorted((member.interaction for member in members), key=lambda one: one.uid)
    prompts = (messages_of(one.prompt) for one in interactions)
    return Group(
        group_id=group_id,
        prompt=next((prompt for prompt in prompts if prompt), ()),
        observations=tuple(seen for one in interactions for seen in _candidates_of(one, cutoffs)),
        comparisons=tuple(seen for one in interactions for seen in comparisons_of(one)),
        tool_calls=tuple(call for one in interactions for call in tool_calls_of(one)),
        language=min((one.language for one in interactions if one.language), default=""),
        baselines={one.uid: baseline_of(one) for one in interactions},
        cutoffs=cutoffs,
        calibration=calibration,
    )


def _candidates_of(interaction: Interaction, cutoffs: Cutoffs) -> list[Observation]:
    """Candidates without a text (consent, or not generated yet) cannot become training rows."""
    candidates = sorted(interaction.candidates, key=lambda one: one.candidate_id)
    return [_observe(interaction, one, cutoffs) for one in candidates if one.text is not None]


def _observe(interaction: Interaction, candidate: Candidate, cutoffs: Cutoffs) -> Observation:
    text = candidate.text or ""
    human = [signal for signal in candidate.signals if signal.actor == HUMAN]
    accepted = acceptance_of(text, of(human, "candidate.accepted"))
    shown = shown_of(candidate)
    since = accepted or first(of(human, "candidate.dismissed")) or shown
    censor = censored_at(candidate.signals, since)
    edit = edit_of(candidate, interaction.language, of(human, "candidate.edited"), since, censor, cutoffs)
    retention = retention_of(text, of(human, "candidate.retained"), since, censor)
    edited_at = edit.at if edit and edit.is_material else None  # from then on tests ran against the person's text
    outcomes = outcomes_of(interaction, candidate)
    last_shown = _last_signal(candidate.signals, "candidate.shown")
    return Observation(
        ref=Ref(interaction.uid, candidate.candidate_id),
        text=text,
        language=interaction.language,
        model=candidate.model,
        checkpoint=candidate.checkpoint,
        finish_reason=candidate.finish_reason,
        propensity=candidate.propensity,
        parses=candidate.parses,
        origin=_origin(interaction, candidate),
        shown=shown,
        position=_position(last_shown),
        randomized=last_shown is not None and signal_data.flag(last_shown, "randomized") is True,
        accepted=accepted,
        dismissed=None if accepted else dismissal_of(candidate, human),
        edit=edit,
        retention=retention,
        lasting=lasting_of(retention, cutoffs),
        censored_at_s=censor,
        reverted=first(of(human, "candidate.reverted")),
        reverted_at_s=after_s(of(human, "candidate.reverted"), since),
        copied=copy_of(of(human, "candidate.copied")),
        regenerated=regeneration_of(of(human, "candidate.regenerated")),
        ratings=ratings_of(of(human, "candidate.rated"), cutoffs),
        outcomes=tuple(one for one in outcomes if edited_at is None or one.at < edited_at),
        edited_outcomes=tuple(one for one in outcomes if edited_at is not None and one.at >= edited_at),
    )


def _last_signal(signals: Sequence[Signal], kind: str) -> Signal | None:
    return next(reversed(of(signals, kind)), None)


def _position(shown: Signal | None) -> int | None:
    place = signal_data.number(shown, "position") if shown else None
    return int(place) if place is not None and place >= 0 else None


def _origin(interaction: Interaction, candidate: Candidate) -> tuple[Fact, ...]:
    """The two events every record of the candidate rests on: the request, and the generation."""
    pairs = (
        (interaction.started_event_id, interaction.started_at),
        (candidate.generated_event_id, candidate.generated_at),
    )
    return tuple(Fact(event_id=event_id, at=at or 0) for event_id, at in pairs if event_id)
