"""The pipeline as an owner runs it, from a file of events to screened records, on the database at hand."""

import io
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from django.core.management import call_command

from exports.abuse.run import screen
from exports.evaluation.report import Seen
from exports.evaluation.rows import CleanState, Row
from exports.evaluation.truth import Truth
from exports.models import Hold, Record
from exports.preferences.advance import steps
from flywheel.celery import app
from flywheel.projects.models import Project
from flywheel.projects.pseudonyms import pseudonym
from telemetry import clean_interactions

_SLUG = "evaluation"
_KEY = b"evaluation".ljust(32, b"\0")  # fixed: pseudonyms, and with them all records, are the same in every run
_BENCHMARK = "evaluation"
_TEXT_FIELDS = (
    "language", "repository", "file_path", "prompt_roles", "prompt_contents", "chosen", "rejected", "completion",
    "reward_components", "model_chosen", "model_rejected", "checkpoint", "contributors", "flags", "signals", "license",
)  # fmt: skip

Progress = Callable[[str], object]


class Files(NamedTuple):
    """What a simulation wrote. `benchmark` is None where no problems were planted."""

    events: Path
    truth: Path
    benchmark: Path | None


def run(files: Files, truth: Truth, step: Progress) -> Seen:
    """Imports, processes and screens; `step` is told what is about to happen."""
    app.conf.update(
        broker_url="memory://localhost/"
    )  # the workers of the owner's installation are not told of this data
    project = Project.objects.create(slug=_SLUG, pseudonym_key=_KEY)
    step("importing")
    with redirect_stderr(io.StringIO()):  # their own progress bars
        if files.benchmark:
            call_command("index_benchmark", _BENCHMARK, str(files.benchmark), stdout=io.StringIO())
        call_command("import_events", str(files.events), project=_SLUG, stdout=io.StringIO())
    step("deriving")
    for _ in steps():
        pass
    step("screening")
    screen(project.pk)
    step("measuring")
    return _seen(project, truth)


def stored_events() -> int:
    return clean_interactions.counts(Project.objects.get(slug=_SLUG).pk).events


def _seen(project: Project, truth: Truth) -> Seen:
    held = set(Hold.objects.filter(project=project, active=True).values_list("record_id", flat=True))
    records = Record.objects.filter(project=project).order_by("record_id").iterator(chunk_size=2000)
    return Seen(
        rows=[_row(record, record.record_id in held) for record in records],
        states=[CleanState(*one) for one in clean_interactions.states(project.pk)],
        kept=list(_kept(project.pk)),
        pseudonyms={developer: pseudonym(_KEY, developer) for developer in truth.roles},
    )


def _row(record: Record, held: bool) -> Row:
    return Row(
        record_id=record.record_id,
        kind=record.kind,
        rule=record.rule,
        tier=record.tier,
        confidence=record.confidence,
        label=record.label,
        chosen_event=str(record.chosen_event or ""),
        rejected_event=str(record.rejected_event or ""),
        chosen=record.chosen or "",
        rejected=record.rejected or "",
        signals=record.signals,
        interactions=tuple(uid.hex for uid in record.interactions),
        contributors=tuple(record.contributors),
        held=held,
        texts=tuple(text for name in _TEXT_FIELDS for text in strings(getattr(record, name))),
    )


def _kept(project_id: int) -> Iterator[tuple[str, str]]:
    for group in clean_interactions.all_groups(project_id):
        for member in group.members:
            yield member.interaction.uid, "\0".join(strings(msgspec.to_builtins(member)))


def strings(value: Any) -> Iterator[str]:
    """Every string in a value of JSON's kinds, names of fields left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings(inner)
