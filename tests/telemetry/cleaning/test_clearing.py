"""Clearing by command, and that a decision outlives whatever is made anew."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from flywheel.projects.models import Project
from telemetry import clean_interactions
from telemetry.assembly import activity
from telemetry.assembly.run import assemble_batches
from telemetry.cleaning import clearing
from telemetry.cleaning.clearing import Decision, OtherCount
from telemetry.cleaning.run import clean_stale
from telemetry.cleaning.stages import hold_floods
from telemetry.contracts import interaction_uid
from telemetry.models import CleanInteractionRow, Clearance, InteractionRow, StaleGroup, StaleInteraction
from tests.telemetry.builders import insert, story

FLOOD = "hold_floods:flooding_source"


def advance() -> None:
    while assemble_batches() or clean_stale():
        pass


def command(*words: str) -> str:
    out = StringIO()
    call_command("clear_held", "--project", "acme", *words, stdout=out)
    return out.getvalue()


def states(project: Project) -> dict[str, int]:
    found = list(CleanInteractionRow.objects.filter(project=project).values_list("state", flat=True))
    return {state: found.count(state) for state in set(found)}


@pytest.fixture
def flooded(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setattr(activity, "FLOOD_LIMIT", 2)
    monkeypatch.setattr(hold_floods, "FLOOD_LIMIT", 2)
    for number in range(4):
        insert(project.pk, story(f"i{number}", number * 1000, f"return {number}", prefix=f"def f{number}(x):\n    "))
    advance()
    return project


def test_the_command_counts_clears_and_takes_back(flooded: Project) -> None:
    assert "4 interactions would be cleared" in command("--reason", FLOOD, "--dry-run")
    assert states(flooded) == {"held": 4}
    assert "4 interactions are cleared" in command("--reason", FLOOD, "--note", "ours")
    advance()
    assert states(flooded) == {"kept": 4}
    assert set(Clearance.objects.values_list("note", "cleared")) == {("ours", True)}
    with pytest.raises(CommandError, match="No interaction is held for"):
        command("--reason", FLOOD)
    assert "4 interactions would be held again" in command("--reason", FLOOD, "--take-back", "--dry-run")
    assert "4 interactions are held again" in command("--reason", FLOOD, "--take-back")
    advance()
    assert states(flooded) == {"held": 4}


def test_only_one_developers_are_cleared(flooded: Project) -> None:
    assert "0 interactions are cleared" in command("--reason", FLOOD, "--developer", "e" * 32)
    assert "4 interactions are cleared" in command("--reason", FLOOD, "--developer", "d" * 32)


def test_a_wrong_reason_names_those_there_are(flooded: Project) -> None:
    with pytest.raises(CommandError, match=f"Held for in this project: {FLOOD}"):
        command("--reason", "hold_floods")
    with pytest.raises(CommandError, match="There is no project named nowhere"):
        call_command("clear_held", "--project", "nowhere", "--reason", FLOOD)


def test_a_rebuild_keeps_what_was_cleared(flooded: Project) -> None:
    uid = interaction_uid("i1")
    assert clearing.decide(flooded.pk, uid, [FLOOD], Decision("ada")) == 1
    advance()
    for model in (InteractionRow, CleanInteractionRow, StaleGroup, StaleInteraction):
        model.objects.all().delete()
    clean_interactions.mark_all_batches_new(flooded.pk)
    advance()
    assert states(flooded) == {"held": 3, "kept": 1}
    row = CleanInteractionRow.objects.get(uid=uid)
    assert (row.state, row.reasons) == ("kept", [FLOOD])


def test_clearing_queues_the_interaction_and_its_group(flooded: Project) -> None:
    StaleGroup.objects.all().delete()
    clearing.decide(flooded.pk, interaction_uid("i1"), [FLOOD], Decision("ada"))
    assert list(StaleInteraction.objects.values_list("uid", flat=True)) == [interaction_uid("i1")]
    advance()
    group = CleanInteractionRow.objects.get(uid=interaction_uid("i1")).group_id
    assert list(StaleGroup.objects.values_list("group_id", flat=True)) == [group]


def test_a_clearance_of_one_reason_leaves_the_others(flooded: Project) -> None:
    CleanInteractionRow.objects.update(reasons=[FLOOD, "hold_other:thing", "redact:email"])
    uid = interaction_uid("i1")
    assert clearing.decide(flooded.pk, uid, [FLOOD, "redact:email"], Decision("ada")) == 1
    assert clearing.cleared_reasons(clearing.history(flooded.pk, uid)) == {FLOOD}
    assert clearing.held(flooded.pk, reason=FLOOD).count() == 3
    assert clearing.held(flooded.pk, reason="hold_other:thing").count() == 4


def test_another_count_decides_nothing(flooded: Project) -> None:
    with pytest.raises(OtherCount):
        clearing.decide_all(flooded.pk, FLOOD, Decision("ada"), expected=3)
    assert not Clearance.objects.exists()
    assert not StaleInteraction.objects.exists()


def test_another_projects_interaction_is_out_of_reach(flooded: Project, outsider_project: Project) -> None:
    assert clearing.decide(outsider_project.pk, interaction_uid("i1"), [FLOOD], Decision("eve")) == 0
    assert clearing.decide_all(outsider_project.pk, FLOOD, Decision("eve")) == 0
