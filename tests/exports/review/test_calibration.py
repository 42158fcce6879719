import msgspec
import pytest
from msgspec.structs import replace

from exports.models import Calibration as Row
from exports.models import Verdict
from exports.preferences.calibration import DEFAULT_CALIBRATION, Bin, Curve, FlipRate, Source, encode
from exports.review.reliability_figure import figure
from flywheel.projects.models import Project
from tests.pages import member, read

PAGE = "/p/acme/calibration/"
CURVE = Curve(bins=(Bin(confidence=0.6, agreed=0.5, n=10), Bin(confidence=0.9, agreed=0.95, n=40)), ece=0.06, n=50)
FITTED = replace(
    DEFAULT_CALIBRATION,
    version="1",
    source=Source(name="gold", n=50),
    position_shares={2: (0.7, 0.3)},
    rule_flip_rates={"pair": {"pairwise-pick": FlipRate(rate=0.08, low=0.03, high=0.18, n=50)}},
    curves={"pair": CURVE},
)


@pytest.fixture
def version(project: Project) -> Row:
    report = msgspec.json.encode({"judged": {"pair": 50}, "ece_fitted": {"pair": 0.06}}).decode()
    return Row.objects.create(project=project, version=1, document=encode(FITTED).decode(), report=report)


def test_without_gold_the_page_says_what_is_used_and_how_to_get_some(project: Project) -> None:
    page = read(member(project, "viewer"), PAGE)
    assert "the shipped one" in page
    assert "Nobody has judged a record yet" in page
    assert "manage.py calibrate --project acme --activate" in page


def test_another_projects_page_is_not_found(project: Project, outsider_project: Project) -> None:
    read(member(outsider_project, "owner"), PAGE, 404)


def test_an_owner_uses_a_version_and_goes_back_to_the_shipped_one(project: Project, version: Row) -> None:
    owner = member(project, "owner")
    assert owner.post(f"{PAGE}use/", {"version": "1"}).status_code == 302
    page = read(owner, PAGE)
    assert "version 1, fitted" in page
    assert "gold, n=50" in page
    assert "0.080" in page
    assert "0.030–0.180" in page
    assert "0.700 · 0.300" in page
    assert 'cx="60.00" cy="50.00"' in page
    owner.post(f"{PAGE}use/", {"version": "shipped"})
    assert not Row.objects.filter(active=True).exists()


@pytest.mark.parametrize("asked", ["", "2", "x", "9" * 30, "²"])
def test_a_version_that_does_not_exist_changes_nothing(project: Project, version: Row, asked: str) -> None:
    owner = member(project, "owner")
    owner.post(f"{PAGE}use/", {"version": asked})
    assert "There is no calibration" in read(owner, PAGE)
    assert not Row.objects.filter(active=True).exists()


def test_only_owners_change_what_all_records_are_made_with(project: Project, version: Row) -> None:
    curator = member(project, "curator")
    assert curator.post(f"{PAGE}use/", {"version": "1"}).status_code == 403
    assert 'value="1"' not in read(curator, PAGE)


def test_gold_is_counted(project: Project) -> None:
    for person, agrees in (("ada", True), ("bob", False), ("ada", None)):
        Verdict.objects.create(
            project=project, record_id="r", question="q", answer="a", agrees=agrees, decided_by=person
        )
    assert "3 answers to 1 question by 2 people: 1 agree, 1 disagree" in read(member(project, "viewer"), PAGE)


def test_points_of_a_reliability_curve_lie_where_they_should() -> None:
    drawn = figure(CURVE)
    assert drawn is not None
    assert drawn.line == "60.00,50.00 90.00,5.00"
    assert [point.radius for point in drawn.points] == ["2.50", "5.00"]
    assert figure(Curve()) is None
