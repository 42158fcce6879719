"""Several answers on the screen at once: two side by side to choose from, or a list to take one of."""

from typing import Any

from flywheel.demo.world.aftermath import Life
from flywheel.demo.world.scribe import Scribe
from flywheel.demo.world.suggestions import accept, glancing_s, reading_s, refuse
from flywheel.demo.world.turn import Offer, Turn

PANEL = 3  # answers in a list


def comparison(turn: Turn) -> None:
    """Two answers side by side. Who glances takes the first; who reads still leans towards it."""
    record = turn.begin()
    models = list(turn.world.models)
    randomized = not turn.chance(turn.world.not_randomized)
    if randomized:
        turn.rng.shuffle(models)
    offers = []
    for position, model in enumerate(models):
        code, _ = turn.candidate(model)
        offers.append(Offer(record.offer(code, model, position=position, of=len(models), randomized=randomized), code))
    _compare(turn, record, offers, randomized=randomized)


def _compare(turn: Turn, record: Scribe, offers: list[Offer], *, randomized: bool) -> None:
    glancing = turn.chance(turn.world.glance)
    dwell = glancing_s(turn) if glancing else sum(reading_s(turn, offer.code) for offer in offers)
    record.wait(dwell)
    seen = [turn.sees(offer.code) for offer in offers]
    facts: dict[str, Any] = {
        "positions": {offer.candidate: place for place, offer in enumerate(offers)},
        "randomized": randomized,
        "dwell_ms": round(dwell * 1000),
    }
    if not glancing and max(seen) < turn.person.pickiness - turn.world.hopeless:
        record.add("candidates.compared", outcome="both_bad", **facts)
    elif not glancing and max(seen) - min(seen) < turn.world.indistinct:
        record.add("candidates.compared", outcome="tie", **facts)
    else:
        _pick(turn, record, offers, seen, glancing=glancing, facts=facts)


def _pick(
    turn: Turn, record: Scribe, offers: list[Offer], seen: list[float], *, glancing: bool, facts: dict[str, Any]
) -> None:
    lean = turn.person.position_bias * turn.world.decisiveness
    best = int(not turn.chance(turn.world.top_at_a_glance)) if glancing else turn.choose([seen[0] + lean, *seen[1:]])
    others = [offer.candidate for place, offer in enumerate(offers) if place != best]
    strength = turn.rng.randint(1, 3) if glancing else _strength(seen)
    told: dict[str, Any] = {"strength": strength} if turn.chance(turn.world.strength_told) else {}
    record.add(
        "candidates.compared",
        outcome="picked",
        chosen=offers[best].candidate,
        rejected=others,
        **facts,
        **told,
    )
    if turn.chance(turn.world.inserted_picks):
        record.add("candidate.accepted", offers[best].candidate, kind="full")
        Life(turn, record, offers[best]).live(read=not glancing)


def _strength(seen: list[float]) -> int:
    apart = max(seen) - min(seen)
    return 1 if apart < 0.12 else 2 if apart < 0.3 else 3


def panel(turn: Turn) -> None:
    """A list of answers in the order the models gave them; one of them is taken, or none."""
    record = turn.begin()
    offers = [turn.offer(record, position=place, of=PANEL) for place in range(PANEL)]
    lean = turn.person.position_bias * turn.world.decisiveness
    if turn.chance(turn.person.carelessness):
        accept(turn, record, offers[0], read=False)
        return
    record.wait(sum(reading_s(turn, offer.code) for offer in offers[1:]))
    seen = [turn.sees(offer.code) + lean * (place == 0) for place, offer in enumerate(offers)]
    best = turn.choose([*seen, turn.person.pickiness])
    if best < PANEL:
        accept(turn, record, offers[best], read=True)
    else:
        for offer in offers:
            refuse(turn, record, offer)
