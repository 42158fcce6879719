"""What honest developers do: each scene plays one turn, in one interaction or in several with the same prompt."""

import math
from collections.abc import Callable

from flywheel.demo.world import outcomes
from flywheel.demo.world.aftermath import Life
from flywheel.demo.world.code import Code
from flywheel.demo.world.people import sigmoid
from flywheel.demo.world.scribe import Scribe
from flywheel.demo.world.turn import Offer, Turn, damaged, restyled

OWN_TEXT = 0.3  # share of refused completions after which the client tells what the person wrote instead
PIECEWISE = 0.12  # share of acceptances word by word or line by line
BASELINE = 0.4  # share of turns that run the tests before


def completion(turn: Turn) -> None:
    record = turn.begin()
    if turn.chance(BASELINE * turn.world.tested):
        outcomes.baseline(turn, record)
    offer = turn.offer(record)
    if turn.chance(turn.person.inattention):
        _pass_over(turn, record, offer)
    elif turn.chance(turn.person.carelessness):
        _accept(turn, record, offer, read=False)
    elif _wants(turn, offer):
        _accept(turn, record, offer, read=True)
    else:
        _refuse(turn, record, offer)


def _wants(turn: Turn, offer: Offer, tiredness: float = 0.0) -> bool:
    margin = turn.sees(offer.code) - turn.person.pickiness + tiredness
    return turn.chance(sigmoid(margin / turn.world.decisiveness))


def reading_s(turn: Turn, code: Code) -> float:
    """How long somebody looks who reads: the study's median is 1.6–2 s for some 25 characters, and it grows slowly."""
    return turn.rng.lognormvariate(math.log(1.2 + len(code.text) / 180), 0.55)


def glancing_s(turn: Turn) -> float:
    return turn.rng.lognormvariate(math.log(0.6), 0.5)


def _accept(turn: Turn, record: Scribe, offer: Offer, *, read: bool, loyal: bool = False) -> Code | None:
    record.wait(reading_s(turn, offer.code) if read else glancing_s(turn))
    if turn.chance(PIECEWISE):
        _piece_by_piece(turn, record, offer)
    else:
        record.add("candidate.accepted", offer.candidate, kind="full")
    return Life(turn, record, offer).live(read=read, loyal=loyal)


def _piece_by_piece(turn: Turn, record: Scribe, offer: Offer) -> None:
    lines = offer.code.text.splitlines(keepends=True)
    kind = turn.rng.choice(("word", "line"))
    pieces = lines if kind == "line" else lines[0].split(" ")[:4]
    for piece in pieces[:6]:
        record.add("candidate.accepted", offer.candidate, kind=kind, accepted_text=piece)
        record.wait(turn.rng.uniform(0.3, 1.5))
    record.add("candidate.accepted", offer.candidate, kind="full")


def _pass_over(turn: Turn, record: Scribe, offer: Offer) -> None:
    """Never looked at: the person types on, or the suggestion goes away by itself."""
    if turn.chance(0.15):
        record.wait(10)
        record.add("candidate.dismissed", offer.candidate, actor="timer", reason="ignored", visible_ms=10_000)
        return
    visible = glancing_s(turn)
    record.wait(visible)
    reason = turn.rng.choice(("typed_over", "typed_over", "ignored", "superseded"))
    record.add("candidate.dismissed", offer.candidate, reason=reason, visible_ms=round(visible * 1000))
    _write_instead(turn, record, offer)


def _refuse(turn: Turn, record: Scribe, offer: Offer) -> None:
    visible = reading_s(turn, offer.code)
    record.wait(visible)
    reason = turn.rng.choices(("explicit", "typed_over", "ignored"), (6, 3, 1))[0]
    record.add("candidate.dismissed", offer.candidate, reason=reason, visible_ms=round(visible * 1000))
    _write_instead(turn, record, offer)


def _write_instead(turn: Turn, record: Scribe, offer: Offer) -> None:
    """What a person writes has few faults, the fewer the more skilled; the client captures it half a minute later."""
    if turn.chance(OWN_TEXT):
        own = written(turn)
        since = record.now
        record.after(since, 30)
        record.add_text(own, "candidate.retained", offer.candidate, after_s=30, text=own.text)


def written(turn: Turn) -> Code:
    faults = 1 if turn.chance(0.45 / (1 + turn.person.skill)) else 0
    return restyled(damaged(Code(turn.task.function), faults, turn.rng), 2, turn.rng)


def regenerations(turn: Turn) -> None:
    """Several answers inside one interaction, until one will do or the person gives up; now and then an earlier one."""
    record = turn.begin()
    offers: list[Offer] = []
    for tries in range(_patience(turn)):
        offer = turn.offer(record)
        offers.append(offer)
        if _wants(turn, offer, tries * turn.world.fatigue):
            _accept(turn, record, offer, read=True)
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
        _accept(turn, record, offers[best], read=True)
    else:
        _refuse(turn, record, offers[-1])


def _patience(turn: Turn) -> int:
    return max(1, min(6, round(turn.rng.expovariate(1 / turn.person.patience))))


def _feedback(turn: Turn) -> dict[str, str]:
    said = ("This does not work.", "Simpler, please.", "It misses a case.", "Not what I asked for.")
    return {"feedback": turn.rng.choice(said)} if turn.chance(0.15) else {}


def asked_again(turn: Turn) -> None:
    """The same question several times, each an interaction of its own."""
    for tries in range(_patience(turn) + 1):
        record = turn.begin()
        offer = turn.offer(record)
        if _wants(turn, offer, tries * turn.world.fatigue):
            _accept(turn, record, offer, read=True)
            return
        visible = reading_s(turn, offer.code)
        record.wait(visible)
        reason = turn.rng.choice(("explicit", "superseded"))
        record.add("candidate.dismissed", offer.candidate, reason=reason, visible_ms=round(visible * 1000))


def comparison(turn: Turn) -> None:
    """Two answers side by side. Who glances takes the first; who reads still leans towards it."""
    record = turn.begin()
    models = list(turn.world.models)
    randomized = not turn.chance(turn.world.not_randomized)
    if randomized:
        turn.rng.shuffle(models)
    offers = []
    for position, model in enumerate(models):
        code, name = turn.candidate(model)
        offers.append(Offer(record.offer(code, name, position=position, of=len(models), randomized=randomized), code))
    _compare(turn, record, offers, randomized=randomized)


def _compare(turn: Turn, record: Scribe, offers: list[Offer], *, randomized: bool) -> None:
    glancing = turn.chance(turn.world.glance)
    dwell = glancing_s(turn) if glancing else sum(reading_s(turn, offer.code) for offer in offers)
    record.wait(dwell)
    seen = [turn.sees(offer.code) for offer in offers]
    facts = {
        "positions": {offer.candidate: place for place, offer in enumerate(offers)},
        "randomized": randomized,
        "dwell_ms": round(dwell * 1000),
    }
    if not glancing and max(seen) < turn.person.pickiness - 0.2:
        record.add("candidates.compared", outcome="both_bad", **facts)
    elif not glancing and max(seen) - min(seen) < 0.03:
        record.add("candidates.compared", outcome="tie", **facts)
    else:
        _pick(turn, record, offers, seen, glancing=glancing, facts=facts)


def _pick(
    turn: Turn, record: Scribe, offers: list[Offer], seen: list[float], *, glancing: bool, facts: dict[str, object]
) -> None:
    lean = turn.person.position_bias * turn.world.decisiveness
    best = (0 if turn.chance(0.95) else 1) if glancing else turn.choose([seen[0] + lean, *seen[1:]])
    others = [offer.candidate for place, offer in enumerate(offers) if place != best]
    strength = {} if turn.chance(0.4) else {"strength": _strength(seen) if not glancing else turn.rng.randint(1, 3)}
    record.add(
        "candidates.compared",
        outcome="picked",
        chosen=offers[best].candidate,
        rejected=others,
        **facts,
        **strength,
    )
    if turn.chance(0.7):
        record.add("candidate.accepted", offers[best].candidate, kind="full")
        Life(turn, record, offers[best]).live(read=not glancing)


def _strength(seen: list[float]) -> int:
    apart = max(seen) - min(seen)
    return 1 if apart < 0.12 else 2 if apart < 0.3 else 3


SCENES: dict[str, Callable[[Turn], None]] = {
    "completion": completion,
    "regenerations": regenerations,
    "asked_again": asked_again,
    "comparison": comparison,
}
SURFACES: dict[str, str] = {}
