"""`manage.py calibrate --simulate`: the shipped calibration can be made again by anyone."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from exports.contracts import Draft
from exports.evaluation.fit_default import is_right
from exports.evaluation.truth import Text, Truth
from exports.preferences.calibration import decode

GOOD = Text(event_id="g", interaction_id="i", quality=0.8, works=True, length=10)
BAD = Text(event_id="b", interaction_id="i", quality=0.3, works=False, length=12)
KNOWN = Truth([GOOD, BAD])


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        ("pair", {"chosen_event": "g", "rejected_event": "b"}, True),
        ("pair", {"chosen_event": "b", "rejected_event": "g"}, False),
        ("pair", {"chosen_event": "g", "rejected_event": "unknown"}, None),
        ("unpaired", {"chosen_event": "g", "label": True}, True),
        ("unpaired", {"chosen_event": "g", "label": False}, False),
        ("unpaired", {"chosen_event": "unknown", "label": True}, None),
    ],
)
def test_a_draft_is_judged_by_the_truth(kind: str, values: dict[str, object], expected: bool | None) -> None:
    draft = Draft(kind=kind, rule="rule", rule_version=1, confidence=0.6, **values)  # type: ignore[arg-type]
    assert is_right(KNOWN, draft) is expected


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_shipped_calibration_is_made_again(tmp_path: Path) -> None:
    """Twice the same document, from worlds in databases that are gone afterwards."""
    made = []
    for name in ("one.json", "two.json"):
        file = tmp_path / name
        options = {"worlds": ["calm"], "seeds": [9_101], "interactions": 500, "output": file}
        call_command("calibrate", simulate=True, stdout=StringIO(), stderr=StringIO(), **options)
        made.append(file.read_bytes())
    assert made[0] == made[1]
    calibration = decode(made[0])
    assert calibration.source.words == "simulated worlds"
    assert calibration.source.worlds == ("calm",)
    assert calibration.kinds["pair"].knots
    assert calibration.people == {}
