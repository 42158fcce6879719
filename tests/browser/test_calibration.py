"""Judging a record by keyboard, and the calibration page in a real browser."""

import msgspec
import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, expect

from exports.models import Calibration, Verdict
from exports.preferences.calibration import DEFAULT_CALIBRATION, Bin, Curve, FlipRate, Source, encode
from flywheel.projects.models import Membership
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CURVE = Curve(bins=tuple(Bin(confidence=x / 10, agreed=x / 10.5, n=9 * x * x) for x in range(5, 11)), ece=0.021, n=900)
FITTED = replace(
    DEFAULT_CALIBRATION,
    version="1",
    source=Source(name="gold", n=900),
    people={"f" * 32: 0.9},
    position_shares={2: (0.7, 0.3), 3: (0.6, 0.25, 0.15)},
    rule_flip_rates={"pair": {"pairwise-pick": FlipRate(rate=0.08, low=0.03, high=0.18, n=50)}},
    curves={"pair": CURVE, "unpaired": CURVE},
)


def test_a_record_is_judged_by_keyboard(page: Page, owner: Membership) -> None:
    record = factories.RecordFactory.create(project=owner.project)
    page.goto(f"/p/acme/records/{record.record_id}/")
    page.keyboard.press("d")
    expect(page.get_by_text("you said: disagree")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_text("you said: agree")).to_be_visible()
    assert list(Verdict.objects.order_by("id").values_list("agrees", flat=True)) == [False, True]


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_the_calibration_page_fits_the_screen(page: Page, owner: Membership, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto("/p/acme/calibration/")
    expect(page.get_by_text("Nobody has judged a record yet")).to_be_visible()
    report = msgspec.json.encode({"judged": {"pair": 900}, "ece_fitted": {"pair": 0.021}}).decode()
    fields = {"document": encode(FITTED).decode(), "report": report}
    Calibration.objects.create(project=owner.project, version=1, **fields)
    page.reload()
    page.get_by_role("button", name="Use version 1").click()
    expect(page.get_by_text("Version 1 is used now")).to_be_visible()
    expect(page.locator("svg.reliability")).to_have_count(2)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
