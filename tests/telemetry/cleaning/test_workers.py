"""Several workers at once, one of them killed now and then: the same end state as one worker alone."""

import random
import threading
from typing import Any

import pytest
from django.db import connection, transaction

from flywheel.projects.models import Project
from telemetry.assembly import activity
from telemetry.assembly.run import assemble_batches
from telemetry.cleaning.run import clean_stale
from telemetry.cleaning.stages import hold_floods
from telemetry.models import Batch, CleanInteractionRow, StaleInteraction
from tests.telemetry.builders import Wire, insert, story

HOUR = 3_600_000
LONG = "total = sum(value * weight for value, weight in zip(values, weights)) / sum(weights)\n"


class Killed(Exception):  # noqa: N818 - stands for a process that is gone
    pass


def world() -> list[Wire]:
    floods = (story(f"f{number}", 40 * HOUR + number, text=f"return {number}") for number in range(6))
    replays = (story(f"r{number}", number * HOUR, text=f"return {number % 4}") for number in range(24))
    alike = (story(f"n{number}", number * HOUR, LONG, prefix=f"# {number}\n{LONG}") for number in range(16))
    return [wire for told in (*floods, *replays, *alike) for wire in told]


def end_state(project: Project) -> list[tuple[Any, ...]]:
    rows = CleanInteractionRow.objects.filter(project=project).order_by("uid")
    return list(rows.values_list("uid", "state", "group_id", "reasons", "document"))


def idle() -> bool:
    return not Batch.objects.filter(state="new").exists() and not StaleInteraction.objects.exists()


def work(seed: int, troubles: list[BaseException]) -> None:
    chance = random.Random(seed)
    try:
        while not idle():
            try:
                with transaction.atomic():
                    assemble_batches(chance.randint(1, 3))
                    if chance.random() < 0.2:
                        raise Killed
                with transaction.atomic():
                    clean_stale(chance.randint(1, 6))
                    if chance.random() < 0.2:
                        raise Killed
            except Killed:
                continue
    except BaseException as trouble:
        troubles.append(trouble)
    finally:
        connection.close()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(4))
def test_workers_in_parallel_agree_with_one_alone(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(activity, "FLOOD_LIMIT", 3)
    monkeypatch.setattr(hold_floods, "FLOOD_LIMIT", 3)
    alone = Project.objects.create(slug="alone", pseudonym_key=b"a" * 32)
    insert(alone.pk, world())
    while assemble_batches() or clean_stale():
        pass
    together = Project.objects.create(slug="together", pseudonym_key=b"b" * 32)
    events = random.Random(seed).sample(world(), len(world()))
    for start in range(0, len(events), 5):
        insert(together.pk, events[start : start + 5])
    troubles: list[BaseException] = []
    workers = [threading.Thread(target=work, args=(seed * 10 + number, troubles)) for number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert troubles == []
    assert idle()
    assert end_state(together) == end_state(alone)
    assert {state for _, state, *_ in end_state(alone)} == {"kept", "dropped", "held"}
