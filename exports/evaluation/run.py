"""Evaluates worlds one after the other, each in a scratch database of its own."""

import time
from collections.abc import Iterator, Sequence
from functools import partial

import msgspec

from exports.evaluation import chain, truth
from exports.evaluation.baselines import Event
from exports.evaluation.chain import Files, Progress
from exports.evaluation.report import PAIR_TIERS, Facts, Report, report
from exports.evaluation.scratch import server
from exports.evaluation.sources import Simulated, Source, files_of
from exports.evaluation.truth import Truth

STEPS = ("simulating", "importing", "deriving", "screening", "measuring")


def evaluate(sources: Sequence[Source], step: Progress, pair_tiers: tuple[str, ...] = PAIR_TIERS) -> Iterator[Report]:
    """One report a source. `step` is told what is about to happen; pairs of other tiers than `pair_tiers` do not count.

    Raises ScratchError, TruthError, FileNotFoundError.
    """
    with server() as databases:
        for source in sources:
            _tell(step, source.name, STEPS[0])
            with files_of(source) as files:
                known = _truth(files)
                with databases.copy():
                    yield _evaluate(source, files, known, partial(_tell, step, source.name), pair_tiers)


def _tell(step: Progress, name: str, doing: str) -> None:
    step(f"{name} {doing}")


def _truth(files: Files) -> Truth:
    with files.truth.open("rb") as lines:
        return truth.read(lines)


def _evaluate(source: Source, files: Files, known: Truth, step: Progress, pair_tiers: tuple[str, ...]) -> Report:
    began = time.monotonic()
    seen = chain.run(files, known, step)
    events = list(_events(files))
    world, seed = (source.world, source.seed) if isinstance(source, Simulated) else (known.world.name, known.world.seed)
    facts = Facts(
        world=world,
        seed=seed,
        events=len(events),
        refused=len({event["event_id"] for event in events}) - chain.stored_events(),
        seconds=round(time.monotonic() - began, 1),
        pair_tiers=pair_tiers,
    )
    return report(facts, known, seen, events)


def _events(files: Files) -> Iterator[Event]:
    decoder = msgspec.json.Decoder(Event)
    with files.events.open("rb") as lines:
        for line in lines:
            if line.strip():
                yield decoder.decode(line)
