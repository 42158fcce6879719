"""The curators' statistics: figures written out, and the page."""

import pandas as pd
import pytest
from pytest_django.fixtures import Settings

from exports.review.statistics import summarise
from flywheel.projects.models import Project
from tests.exports.factories import make_record
from tests.pages import PAGE_SETTINGS, member, read


@pytest.fixture(autouse=True)
def _page_settings(settings: Settings) -> None:
    for name, value in PAGE_SETTINGS.items():
        setattr(settings, name, value)


def row(kind: str, rule: str, **fields: object) -> dict[str, object]:
    empty = {"label": None, "reward": None, "chosen_length": None, "rejected_length": None, "length": None}
    return {"kind": kind, "rule": rule, "confidence": 0.5, "margin": 0.0, "weight": 1.0, **empty, **fields}


def test_each_kind_and_rule_is_summed_up() -> None:
    records = [
        row("pair", "edited", confidence=0.6, margin=1.0, chosen_length=30, rejected_length=10),
        row("pair", "edited", confidence=0.8, margin=0.0, chosen_length=10, rejected_length=10),
        row("unpaired", "kept", label=True, length=7),
        row("unpaired", "kept", label=False, length=9),
        row("reward", "tested", reward=None, length=4),
    ]
    nothing = {"margin": None, "wanted": None, "reward": None, "longer": None}
    assert summarise(pd.DataFrame(records), "rule") == [
        {
            **nothing,
            "kind": "pair",
            "value": "edited",
            "records": 2,
            "confidence": pytest.approx(0.7),
            "weight": 1.0,
            "margin": 0.5,
            "longer": 0.5,
            "length": 20.0,
        },
        {**nothing, "kind": "reward", "value": "tested", "records": 1, "confidence": 0.5, "weight": 1.0, "length": 4.0},
        {
            **nothing,
            "kind": "unpaired",
            "value": "kept",
            "records": 2,
            "confidence": 0.5,
            "weight": 1.0,
            "wanted": 0.5,
            "length": 8.0,
        },
    ]


def test_the_page_counts_the_project_alone(project: Project, outsider_project: Project) -> None:
    make_record(project=project, rule="kept-generation")
    make_record(project=outsider_project, rule="pairwise-pick")
    text = read(member(project, "viewer"), "/p/acme/statistics/?by=rule")
    assert "kept-generation" in text
    assert "pairwise-pick" not in text


@pytest.mark.parametrize("by", ["rule", "language", "tier", "model_chosen", "surface", "nonsense", ""])
def test_every_grouping_renders_full_and_empty(project: Project, by: str) -> None:
    viewer = member(project, "viewer")
    assert "No records yet" in read(viewer, f"/p/acme/statistics/?by={by}")
    make_record(project=project)
    assert "Median length" in read(viewer, f"/p/acme/statistics/?by={by}")


def test_an_outsider_sees_nothing(project: Project, outsider_project: Project) -> None:
    read(member(outsider_project, "owner"), "/p/acme/statistics/", 404)
