"""The telemetry of 21 real programmers: nothing in it is secret, so next to nothing may be altered."""

import json
import uuid
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from telemetry.assembly.events import StoredRow
from telemetry.assembly.fingerprint import fingerprint
from telemetry.assembly.interactions import assemble
from telemetry.cleaning.pipeline import DEFAULT_STAGES, Outcome, clean
from telemetry.cleaning.stage import Facts
from telemetry.contracts import Interaction, interaction_uid

STUDY = Path(__file__).parents[4] / "shared" / "fixtures" / "real" / "copilot-study.native.jsonl"

pytestmark = pytest.mark.skipif(not STUDY.exists(), reason=f"the study's events are not at {STUDY}")


@pytest.fixture(scope="module")
def interactions() -> list[Interaction]:
    rows: dict[uuid.UUID, list[StoredRow]] = {}
    with STUDY.open(encoding="utf-8") as lines:
        for line in lines:
            event = json.loads(line)
            event["developer"] = event.pop("developer_id")
            at = round(datetime.fromisoformat(event["occurred_at"]).timestamp() * 1000)
            row = StoredRow(uuid.UUID(event["event_id"]), at, json.dumps(event))
            rows.setdefault(interaction_uid(event["interaction_id"]), []).append(row)
    return [assemble(uid, its_rows) for uid, its_rows in rows.items()]


@pytest.fixture(scope="module")
def outcomes(interactions: list[Interaction]) -> dict[str, Outcome]:
    return clean(interactions, {interaction.uid: Facts() for interaction in interactions}, DEFAULT_STAGES)


def test_everything_is_assembled(interactions: list[Interaction]) -> None:
    types = Counter(
        signal.type
        for interaction in interactions
        for candidate in interaction.candidates
        for signal in candidate.signals
    )
    assert len(interactions) == 1150
    assert types == {
        "candidate.shown": 1150,
        "candidate.accepted": 385,
        "candidate.dismissed": 710,
        "candidate.retained": 1925,
    }


def test_everything_is_kept_and_nothing_redacted(outcomes: dict[str, Outcome]) -> None:
    marks = Counter((mark.stage, mark.reason) for outcome in outcomes.values() for mark in outcome.marks)
    assert Counter(outcome.state for outcome in outcomes.values()) == {"kept": 1150}
    assert marks == {("mark_parses", "does_not_parse"): 278}


def test_nothing_is_taken_for_a_replay(interactions: list[Interaction]) -> None:
    prints = [fingerprint(interaction) for interaction in interactions]
    judged = [print_ for print_ in prints if print_ is not None]
    assert len(judged) == len(set(judged)) == 1095
