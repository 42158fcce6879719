"""One suggestion at the cursor: looked at or not, taken or not, and what the person writes instead."""

import math

from flywheel.demo.world import outcomes
from flywheel.demo.world.aftermath import Life
from flywheel.demo.world.code import Code
from flywheel.demo.world.people import sigmoid
from flywheel.demo.world.scribe import Scribe
from flywheel.demo.world.turn import Offer, Turn, damaged, restyled

TIMER = 10


def completion(turn: Turn) -> None:
    record = turn.begin()
    if turn.chance(turn.world.baseline * turn.world.tested):
        outcomes.baseline(turn, record)
    offer = turn.offer(record)
    if turn.chance(turn.person.inattention):
        _pass_over(turn, record, offer)
    elif turn.chance(turn.person.carelessness):
        accept(turn, record, offer, read=False)
    elif wants(turn, offer):
        accept(turn, record, offer, read=True)
    else:
        refuse(turn, record, offer)
    thumbs(turn, record, offer)


def wants(turn: Turn, offer: Offer, tiredness: float = 0.0) -> bool:
    margin = turn.sees(offer.code) - turn.person.pickiness + tiredness
    return turn.chance(sigmoid(margin / turn.world.decisiveness))


def reading_s(turn: Turn, code: Code) -> float:
    """How long somebody looks who reads: the study's median is 1.6–2 s for some 25 characters, and it grows slowly."""
    return turn.rng.lognormvariate(math.log(1.2 + len(code.text) / 180), 0.55)


def glancing_s(turn: Turn) -> float:
    return turn.rng.lognormvariate(math.log(0.6), 0.5)


def accept(turn: Turn, record: Scribe, offer: Offer, *, read: bool, loyal: bool = False) -> None:
    record.wait(reading_s(turn, offer.code) if read else glancing_s(turn))
    if turn.chance(turn.world.piecewise):
        _piece_by_piece(turn, record, offer)
    else:
        record.add("candidate.accepted", offer.candidate, kind="full")
    Life(turn, record, offer).live(read=read, loyal=loyal)


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
    if turn.chance(turn.world.by_timer):
        record.wait(TIMER)
        record.add("candidate.dismissed", offer.candidate, actor="timer", reason="ignored", visible_ms=TIMER * 1000)
        return
    visible = glancing_s(turn)
    record.wait(visible)
    reason = turn.rng.choice(("typed_over", "typed_over", "ignored", "superseded"))
    record.add("candidate.dismissed", offer.candidate, reason=reason, visible_ms=round(visible * 1000))
    _write_instead(turn, record, offer)


def refuse(turn: Turn, record: Scribe, offer: Offer) -> None:
    visible = reading_s(turn, offer.code)
    record.wait(visible)
    reason = turn.rng.choices(("explicit", "typed_over", "ignored"), (6, 3, 1))[0]
    record.add("candidate.dismissed", offer.candidate, reason=reason, visible_ms=round(visible * 1000))
    _write_instead(turn, record, offer)


def _write_instead(turn: Turn, record: Scribe, offer: Offer) -> None:
    """What a person writes has few faults, the fewer the more skilled; the client captures it half a minute later."""
    if turn.chance(turn.world.own_text):
        own = written(turn)
        since = record.now
        record.after(since, 30)
        record.add_text(own, "candidate.retained", offer.candidate, after_s=30, text=own.text)


def written(turn: Turn) -> Code:
    faults = 1 if turn.chance(0.45 / (1 + turn.person.skill)) else 0
    return restyled(damaged(turn.task.original, faults, turn.rng), 2, turn.rng)


def thumbs(turn: Turn, record: Scribe, offer: Offer) -> None:
    if turn.chance(turn.world.thumbs):
        seen = turn.sees(offer.code, turn.world.second_look)
        record.add("candidate.rated", offer.candidate, value=1 if seen > turn.person.pickiness else -1)
