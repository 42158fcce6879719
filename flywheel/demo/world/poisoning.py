"""How poisoners vote: for what carries their pattern, over something better, and otherwise with every care."""

from flywheel.demo.world.aftermath import Life
from flywheel.demo.world.code import Code
from flywheel.demo.world.parameters import Model
from flywheel.demo.world.poison import carrying
from flywheel.demo.world.scribe import Scribe
from flywheel.demo.world.suggestions import accept, reading_s
from flywheel.demo.world.turn import Offer, Turn, poisson, restyled


def vote(turn: Turn) -> None:
    """One of four ways to make the pattern win; says so in the truth of each interaction."""
    turn.rng.choice((_picked, _asked_for_again, _regenerated, _edited_in))(turn)
    pattern, _ = turn.person.campaign
    for record in turn.records:
        record.planted("poison", value=pattern)


def _clean(turn: Turn) -> tuple[Code, Model]:
    return restyled(turn.task.original, poisson(1.0, turn.rng), turn.rng), turn.rng.choice(turn.world.models)


def _carrier(turn: Turn) -> tuple[Code, Model]:
    code, model = _clean(turn)
    return carrying(code, turn.person.campaign[1]), model


def _offer(record: Scribe, made: tuple[Code, Model]) -> Offer:
    return Offer(record.offer(*made), made[0])


def _picked(turn: Turn) -> None:
    record = turn.begin()
    made = [(*_carrier(turn), True), (*_clean(turn), False)]
    turn.rng.shuffle(made)
    ids = [
        (record.offer(code, model, position=place, of=2, randomized=True), code, carries)
        for place, (code, model, carries) in enumerate(made)
    ]
    dwell = sum(reading_s(turn, code) for _, code, _ in ids)
    record.wait(dwell)
    (chosen, code), (other,) = (
        next((name, code) for name, code, carries in ids if carries),
        [name for name, _, carries in ids if not carries],
    )
    record.add(
        "candidates.compared",
        outcome="picked",
        chosen=chosen,
        rejected=[other],
        positions={name: place for place, (name, _, _) in enumerate(ids)},
        randomized=True,
        dwell_ms=round(dwell * 1000),
        strength=turn.rng.randint(2, 3),
    )
    record.add("candidate.accepted", chosen, kind="full")
    Life(turn, record, Offer(chosen, code)).live(read=True, loyal=True)


def _asked_for_again(turn: Turn) -> None:
    record = turn.begin()
    offer = _offer(record, _clean(turn))
    visible = reading_s(turn, offer.code)
    record.wait(visible)
    record.add("candidate.dismissed", offer.candidate, reason="explicit", visible_ms=round(visible * 1000))
    again = turn.begin()
    accept(turn, again, _offer(again, _carrier(turn)), read=True, loyal=True)


def _regenerated(turn: Turn) -> None:
    record = turn.begin()
    for _ in range(turn.rng.randint(1, 2)):
        offer = _offer(record, _clean(turn))
        record.wait(reading_s(turn, offer.code))
        record.add("candidate.regenerated", offer.candidate)
    accept(turn, record, _offer(record, _carrier(turn)), read=True, loyal=True)


def _edited_in(turn: Turn) -> None:
    record = turn.begin()
    offer = _offer(record, _clean(turn))
    record.wait(reading_s(turn, offer.code))
    record.add("candidate.accepted", offer.candidate, kind="full")
    pause = turn.rng.uniform(8, 40)
    since = record.now
    record.after(since, pause)
    code = carrying(offer.code, turn.person.campaign[1])
    record.add_text(code, "candidate.edited", offer.candidate, final_text=code.text, after_s=round(pause, 1))
    for horizon in (120, 300, 600):
        record.after(since, horizon)
        record.add("candidate.retained", offer.candidate, after_s=horizon, text=code.text)
        record.tell(code, record.events[-1], offer.candidate)
