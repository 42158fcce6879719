"""Those who are no honest developers: bots that act as people, flooders, and an agent that nobody watches."""

from flywheel.demo.world.scribe import Scribe
from flywheel.demo.world.talks import unattended
from flywheel.demo.world.turn import Turn


def bot(turn: Turn, number: int, count: int) -> None:
    """The `count`-th interaction of bot `number`: generated, shown, answered after the same time always."""
    record = turn.begin()
    offer = turn.offer(record)
    kind = number % len(turn.world.bot_reactions)
    reaction = turn.world.bot_reactions[kind] * max(0.5, turn.rng.gauss(1, turn.world.bot_jitter[kind]))
    record.wait(reaction)
    if count % turn.world.bot_refuses_every == 0:
        visible = round(reaction * 1000)
        record.add("candidate.dismissed", offer.candidate, reason="explicit", visible_ms=visible)
    else:
        record.add("candidate.accepted", offer.candidate, kind="full")
        _kept(record, offer.candidate)
    record.planted("bot")


def flooder(turn: Turn) -> None:
    """Takes whatever comes, at once: the top one of two, or the only one."""
    record = turn.begin()
    if turn.chance(0.5):
        offers = [turn.offer(record, position=place, of=2).candidate for place in range(2)]
        record.wait(turn.rng.uniform(0.2, 0.7))
        record.add(
            "candidates.compared",
            outcome="picked",
            chosen=offers[0],
            rejected=offers[1:],
            positions={offer: place for place, offer in enumerate(offers)},
            randomized=False,
            dwell_ms=round(turn.rng.uniform(200, 700)),
        )
    else:
        offer = turn.offer(record)
        record.wait(turn.rng.uniform(0.2, 0.7))
        record.add("candidate.accepted", offer.candidate, kind="full")
        _kept(record, offer.candidate)
    record.planted("flood")


def _kept(record: Scribe, candidate: str) -> None:
    since = record.now
    for horizon in (30, 300):
        record.after(since, horizon)
        record.add("candidate.retained", candidate, after_s=horizon, fraction=1.0)


def service(turn: Turn) -> None:
    """A coding agent on a server: everything is approved by configuration."""
    unattended(turn, turn.begin())
