"""Bounds how much of one prompt's answers the rules look at. Pure.

Rules compare answers with each other, so their time and memory grow with the square of a group. A prompt that
thousands of people send (the first line of every file) would keep all others waiting; more of it would say no more.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from telemetry.contracts import Candidate, CleanInteraction, Interaction

HUMAN = "human"
PICK = "candidates.compared"


def bounded(members: Sequence[CleanInteraction], most: int) -> tuple[list[CleanInteraction], int]:
    """The members with at most `most` candidates and as many picks together, and how many candidates that leaves out.

    Everybody's first interaction comes before anybody's second, so that one person's repetitions take no one's place.
    Whatever order they come in, the same ones stay.
    """
    if sum(map(_size, members)) <= most:
        return list(members), 0
    taken: list[CleanInteraction] = []
    for member in _in_turn(members):
        if most <= 0:
            break
        taken.append(replace(member, interaction=_trimmed(member.interaction, most)))
        most -= _size(taken[-1])
    return taken, _candidates(members) - _candidates(taken)


def _size(member: CleanInteraction) -> int:
    picks = sum(signal.type == PICK for signal in member.interaction.signals)
    return max(len(member.interaction.candidates), picks)


def _candidates(members: Sequence[CleanInteraction]) -> int:
    return sum(len(member.interaction.candidates) for member in members)


def _in_turn(members: Sequence[CleanInteraction]) -> Iterator[CleanInteraction]:
    """By each person's first interaction, then by their second ones, and so on; those of one round by uid."""
    rounds: Counter[str] = Counter()
    turns = []
    for place, member in enumerate(sorted(members, key=lambda one: one.interaction.uid)):
        developer = member.interaction.developer
        turns.append((rounds[developer], place, member))
        rounds[developer] += 1
    return (member for _, _, member in sorted(turns, key=lambda turn: turn[:2]))


def _trimmed(interaction: Interaction, most: int) -> Interaction:
    """The answers a person said something of come first, the others by name."""
    told = sorted(interaction.candidates, key=lambda one: (not _is_judged(one), one.candidate_id))
    stay = {one.candidate_id for one in told[:most]}
    picks = [signal for signal in interaction.signals if signal.type == PICK]
    left = {signal.event_id for signal in picks[most:]}
    return replace(
        interaction,
        candidates=tuple(one for one in interaction.candidates if one.candidate_id in stay),
        signals=tuple(signal for signal in interaction.signals if signal.event_id not in left),
    )


def _is_judged(candidate: Candidate) -> bool:
    return any(signal.actor == HUMAN for signal in candidate.signals)
