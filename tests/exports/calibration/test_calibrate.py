"""manage.py calibrate on a project's gold: events in, verdicts, a fit, other confidences."""

import json
import uuid
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from exports import models
from exports.calibration.verdicts import verdict_of
from exports.evaluation import fit_default
from exports.management.commands import evaluate
from exports.models import Record, Verdict
from exports.preferences.advance import steps
from exports.preferences.calibration import DEFAULT_CALIBRATION, decode
from flywheel.projects.models import Project
from telemetry.ingest.accept import accept_batch

pytestmark = pytest.mark.django_db

GROUPS = 60
Event = tuple[str, int, str | None, dict[str, Any]]


def regenerated(number: int) -> list[Event]:
    """One answer passed over, another kept: a pair, and what each text alone is labelled."""
    prompt = {"prefix": f"def add_{number}(a, b):\n", "suffix": ""}
    return [
        ("interaction.started", 0, None, {"surface": "completion", "prompt": prompt}),
        ("candidate.generated", 1, "y", {"text": f"    return a - b * {number}"}),
        ("candidate.shown", 2, "y", {"position": 0}),
        ("candidate.dismissed", 4, "y", {"visible_ms": 2000 + 10 * number, "reason": "explicit"}),
        ("candidate.regenerated", 5, "y", {}),
        ("candidate.generated", 11, "x", {"text": f"    total = a + b + {number}\n    return total"}),
        ("candidate.shown", 12, "x", {"position": 0}),
        ("candidate.accepted", 14, "x", {"kind": "full"}),
        ("candidate.retained", 314, "x", {"after_s": 300, "fraction": 1.0}),
    ]


def wire(number: int, event: Event) -> dict[str, Any]:
    type_, second, candidate, data = event
    made = {
        "event_id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{number} {type_} {second}")),
        "type": type_,
        "occurred_at": f"2026-01-{1 + number % 28:02}T{number % 24:02}:{second // 60:02}:{second % 60:02}Z",
        "session_id": f"s{number}",
        "developer_id": f"dev{number % 7}",
        "interaction_id": f"i{number}",
        "data": data,
    }
    return made if candidate is None else {**made, "candidate_id": candidate}


@pytest.fixture
def judged(project: Project) -> list[Record]:
    """Every pair of the project, four of five of them judged right by ada."""
    body = [wire(number, event) for number in range(GROUPS) for event in regenerated(number)]
    assert accept_batch(project, None, json.dumps(body).encode(), "application/json", "").rejected == 0
    for _ in steps():
        pass
    pairs = list(Record.objects.filter(kind="pair").order_by("record_id"))
    assert len(pairs) == GROUPS
    for number, record in enumerate(pairs):
        verdict_of(record, "agree" if number % 5 else "disagree", "ada").save()
    return pairs


def calibrate(**options: Any) -> str:
    out = StringIO()
    call_command("calibrate", project="acme", stdout=out, **options)
    return out.getvalue()


def confidences() -> set[float]:
    for _ in steps():
        pass
    return set(Record.objects.filter(kind="pair").values_list("confidence", flat=True))


def test_gold_becomes_a_version_that_records_are_made_with_and_back(judged: list[Record]) -> None:
    before = confidences()
    told = calibrate(activate=True)
    assert "kept as version 1" in told
    assert "60  flips 0.200" in told
    row = models.Calibration.objects.get()
    document = decode(row.document)
    assert row.active
    assert document.version == "1"
    assert document.source.words == "gold, n=60"
    assert document.source.base == DEFAULT_CALIBRATION.fingerprint
    assert json.loads(row.report)["verdicts"] == {"person": 60}
    after = confidences()
    assert after != before
    assert abs(sum(after) / len(after) - 0.8) < abs(sum(before) / len(before) - 0.8) + 0.02
    assert "active" in calibrate(list=True)
    calibrate(use="shipped")
    assert confidences() == before
    assert "shipped" in calibrate(list=True)


def test_a_dry_run_tells_and_keeps_nothing(judged: list[Record]) -> None:
    assert "flips" in calibrate(dry_run=True)
    assert not models.Calibration.objects.exists()


def test_the_same_gold_gives_the_same_fit_whatever_else_was_fitted(judged: list[Record]) -> None:
    calibrate()
    calibrate(activate=True)
    confidences()
    calibrate()
    prints = {decode(row.document).fingerprint for row in models.Calibration.objects.all()}
    assert len(prints) == 1
    assert list(models.Calibration.objects.order_by("version").values_list("version", flat=True)) == [1, 2, 3]


def test_gold_stays_a_measure_when_its_record_is_gone(judged: list[Record]) -> None:
    """The verdict names the question, so the record may have come from a rule that no longer is."""
    Verdict.objects.update(record_id="0" * 32)
    assert "60  flips 0.200" in calibrate(dry_run=True)


def test_too_little_gold_is_refused_with_what_to_do(project: Project) -> None:
    with pytest.raises(CommandError, match=r"50 judged records.*There are: none.*imported"):
        calibrate()


@pytest.mark.parametrize("use", ["7", "latest"])
def test_a_version_that_is_not_there_is_refused(project: Project, use: str) -> None:
    with pytest.raises(CommandError, match=use):
        calibrate(use=use)


def test_the_simulated_fit_needs_somewhere_to_write() -> None:
    with pytest.raises(CommandError, match="--output"):
        call_command("calibrate", simulate=True)


def test_the_shipped_calibration_never_saw_what_evaluations_measure_it_on() -> None:
    assert not set(fit_default.SEEDS) & set(evaluate.SEEDS)
    assert not set(DEFAULT_CALIBRATION.source.seeds) & set(evaluate.SEEDS)


def test_a_file_that_cannot_be_written_is_refused_before_the_long_fit() -> None:
    with pytest.raises(CommandError, match=r"/no/such/fit\.json cannot be written: name a file in a folder"):
        call_command("calibrate", "--simulate", "--output", "/no/such/fit.json", "--interactions", "1")
