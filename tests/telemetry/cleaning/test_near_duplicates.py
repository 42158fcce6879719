"""Events in, verdicts out: which interactions are taken for repetitions of others, and which are not."""

from typing import Any

import pytest

from flywheel.projects.models import Project
from telemetry.assembly import activity
from telemetry.cleaning.stages import hold_floods
from telemetry.contracts import interaction_uid
from telemetry.models import CleanInteractionRow, NearDuplicateBand
from tests.telemetry.builders import Wire, event, insert, story
from tests.telemetry.cleaning.test_run import advance, verdicts

HOUR = 3_600_000
CODE = """def moving_average(values, window):
    if window < 1:
        raise ValueError("the window must be positive")
    total = sum(values[:window])
    averages = [total / window]
"""
ANSWER = """    for oldest, newest in zip(values, values[window:]):
        total += newest - oldest
        averages.append(total / window)
    return averages
"""
OTHER_ANSWER = """    for index in range(window, len(values)):
        averages.append(sum(values[index - window + 1 : index + 1]) / window)
    return averages
"""
KEPT: tuple[str, list[str]] = ("kept", [])
DROPPED = ("dropped", ["drop_near_duplicates:near_duplicate"])


def told(name: str, at_ms: int = 0, text: str = ANSWER, code: str = CODE, person: str = "d", **more: Any) -> list[Wire]:
    """An accepted completion by `person`; `more` are the data of an additional dismissal."""
    wires = story(name, at_ms, text=text, prefix=code, suffix="")
    if more:
        wires[-1] = event(
            "candidate.dismissed", at_ms + 1900, interaction_id=name, candidate_id=f"{name}-c0", data=more
        )
    return [{**wire, "developer": person * 32} for wire in wires]


def one_of(project: Project, *names: str) -> None:
    """Exactly one stays."""
    found = verdicts(project)
    assert sorted([found[name] for name in names]) == [DROPPED] * (len(names) - 1) + [KEPT]


def test_nearly_the_same_again_is_dropped(project: Project) -> None:
    insert(project.pk, [*told("a"), *told("b", HOUR, code="# copy\n" + CODE, person="e")])
    insert(project.pk, told("c", HOUR, text=ANSWER + "    # smoothed\n", code=CODE.replace("positive", "> 0")))
    advance()
    one_of(project, "a", "b", "c")


def test_the_same_prompt_again_by_the_same_person_is_dropped(project: Project) -> None:
    insert(project.pk, [*told("a"), *told("b", HOUR)[:-1]])
    late = event("candidate.accepted", HOUR + 5000, interaction_id="b", candidate_id="b-c0", data={"kind": "full"})
    insert(project.pk, [late])
    advance()
    first, second = sorted(("a", "b"), key=interaction_uid)
    assert verdicts(project) == {first: KEPT, second: DROPPED}


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(told("b", HOUR, person="e"), id="another person, same prompt: agreement"),
        pytest.param(told("b", HOUR, text=OTHER_ANSWER), id="another answer: a regeneration"),
        pytest.param(told("b", HOUR, text=ANSWER.replace("+=", "-=")), id="another answer, alike, to the same prompt"),
        pytest.param(told("b", HOUR, reason="explicit"), id="the opposite decision"),
        pytest.param(told("b", HOUR, reason="explicit", code="# copy\n" + CODE), id="the opposite, nearly the same"),
        pytest.param(told("b", 9000, code=CODE + ANSWER, text="\n\nprint(averages([1, 2], 1))"), id="typing on"),
        pytest.param(told("b", 9000, code=CODE + "    for oldest", text=ANSWER[14:]), id="the same, typed into"),
        pytest.param(told("b", HOUR, code="# copy\n" + CODE)[:3], id="nothing decided"),
    ],
)
def test_what_is_evidence_of_its_own_stays(project: Project, other: list[Wire]) -> None:
    insert(project.pk, [*told("a"), *other])
    advance()
    assert verdicts(project) == {"a": KEPT, "b": KEPT}


def test_people_who_agree_stay_or_go_together(project: Project) -> None:
    insert(project.pk, [*told("a"), *told("b", HOUR, person="e"), *told("c", HOUR, person="f")])
    insert(project.pk, told("other", HOUR, code="# copy\n" + CODE, person="g"))
    advance()
    found = verdicts(project)
    assert found["a"] == found["b"] == found["c"]
    assert {found["a"][0], found["other"][0]} == {"kept", "dropped"}


def test_a_decision_that_comes_later_makes_it_evidence_of_its_own(project: Project) -> None:
    insert(project.pk, [*told("a"), *told("b", HOUR, code="# copy\n" + CODE)])
    advance()
    one_of(project, "a", "b")
    insert(project.pk, [event("candidate.reverted", 9000, interaction_id="a", candidate_id="a-c0", developer="d" * 32)])
    advance()
    assert verdicts(project) == {"a": KEPT, "b": KEPT}


def test_what_is_held_costs_no_honest_twin(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (activity, hold_floods):
        monkeypatch.setattr(module, "FLOOD_LIMIT", 3)
    bots = [told(f"bot-{number}", HOUR + number, code=f"# {number}\n{CODE}", person="b") for number in range(6)]
    insert(project.pk, [*told("honest"), *(wire for bot in bots for wire in bot)])
    advance()
    found = verdicts(project)
    assert found.pop("honest") == KEPT
    assert all(state == "held" for state, _ in found.values())
    assert NearDuplicateBand.objects.values("uid").distinct().count() == 1


def test_what_differed_only_in_a_secret_is_the_same_prompt(project: Project) -> None:
    """Two people with their own addresses in one template agree; compared before scrubbing, one would be dropped."""
    codes = [f"# {name}@corp.io\n{CODE}" for name in ("ada", "bob")]
    insert(project.pk, [*told("a", code=codes[0]), *told("b", HOUR, code=codes[1], person="e")])
    advance()
    assert {state for state, _ in verdicts(project).values()} == {"kept"}
    assert CleanInteractionRow.objects.values("group_id").distinct().count() == 1
