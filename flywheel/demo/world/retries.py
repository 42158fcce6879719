"""Asking again: several answers to one prompt, one after the other, until one will do or the patience ends."""

from flywheel.demo.world import outcomes
from flywheel.demo.world.aftermath import Life
from flywheel.demo.world.scribe import Scribe
from flywheel.demo.world.suggestions import accept, reading_s, refuse, wants
from flywheel.demo.world.turn import Offer, Turn

MOST_TRIES = 6


def regenerations(turn: Turn) -> None:
    """Several answers inside one interaction, until one will do or the person gives up; now and then an earlier one."""
    record = turn.begin()
    offers: list[Offer] = []
    for tries in range(_patience(turn)):
        offer = turn.offer(record)
        offers.append(offer)
        if wants(turn, offer, tries * turn.world.fatigue):
            accept(turn, record, offer, read=True)
            return
        record.wait(reading_s(turn, offer.code))
        record.add("candidate.regenerated", offer.candidate, **_feedback(turn))
    last = turn.offer(record)
    offers.append(last)
    _settle(turn, record, offers)


def _settle(turn: Turn, record: Scribe, offers: list[Offer]) -> None:
    """The end of the patience: the best one remembered, or none."""
    memories = [turn.sees(offer.code) for offer in offers] + [turn.person.pickiness - 2 * turn.world.fatigue]
    best = turn.choose(memories)
    if best < len(offers):
        accept(turn, record, offers[best], read=True)
    else:
        refuse(turn, record, offers[-1])


def _patience(turn: Turn) -> int:
    return max(1, min(MOST_TRIES, round(turn.rng.expovariate(1 / turn.person.patience))))


def _feedback(turn: Turn) -> dict[str, str]:
    said = ("This does not work.", "Simpler, please.", "It misses a case.", "Not what I asked for.")
    told = turn.hidden_line("feedback")
    return {"feedback": turn.rng.choice(said) + told} if told or turn.chance(0.15) else {}


def asked_again(turn: Turn) -> None:
    """The same question several times, each an interaction of its own."""
    for tries in range(_patience(turn) + 1):
        record = turn.begin()
        offer = turn.offer(record)
        if wants(turn, offer, tries * turn.world.fatigue):
            accept(turn, record, offer, read=True)
            return
        visible = reading_s(turn, offer.code)
        record.wait(visible)
        reason = turn.rng.choice(("explicit", "superseded"))
        record.add("candidate.dismissed", offer.candidate, reason=reason, visible_ms=round(visible * 1000))


def tried(turn: Turn) -> None:
    """The tests decide: an answer that fails them is undone and another one asked for."""
    record = turn.begin()
    outcomes.baseline(turn, record)
    for _ in range(_patience(turn) + 1):
        offer = turn.offer(record)
        record.wait(reading_s(turn, offer.code))
        record.add("candidate.accepted", offer.candidate, kind="full")
        said = outcomes.run(turn, record, offer.candidate, offer.code)
        if turn.chance(turn.world.run_twice):
            said = outcomes.run(turn, record, offer.candidate, offer.code)
        if said is not False:
            Life(turn, record, offer).live(read=True)
            return
        pause = turn.rng.uniform(3, 30)
        record.wait(pause)
        record.add("candidate.reverted", offer.candidate, after_s=round(pause, 1))
        record.add("candidate.regenerated", offer.candidate, **_feedback(turn))
