"""An owner sets up an upstream and tries it, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from flywheel.projects.models import Membership
from tests.telemetry.clients.gateway.servers import answering, forget_connections, openai, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _no_connections_left() -> Iterator[None]:
    yield
    forget_connections()


def test_one_is_added_tried_and_given_a_new_address(page: Page, owner: Membership) -> None:
    with serving(openai("a + b")) as server, serving(answering(b"", 401)) as moved:
        page.goto("/p/acme/upstreams/")
        page.get_by_label("Name:").fill("big")
        page.get_by_label("Speaks").select_option("openai")
        page.get_by_label("Address").fill(f"{server.url}/v1")
        page.get_by_label("private network").check()
        page.get_by_label("Key:").fill("sk-secret")
        page.get_by_label("Model:").fill("coder-1")
        page.get_by_text("Prompt template, for").click()
        page.get_by_label("Prompt template:").select_option("qwen2.5-coder")
        page.get_by_role("button", name="Add upstream").click()
        page.get_by_role("button", name="Try big").click()
        expect(page.get_by_text("answered in")).to_be_visible()
        expect(page.get_by_text("a + b", exact=True)).to_be_visible()
        page.get_by_role("link", name="Edit big").click()
        expect(page.get_by_label("Key:")).to_have_value("")
        page.get_by_label("Address").fill(moved.url)
        page.get_by_label("Key:").fill("sk-other")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("button", name="Try big").click()
        expect(page.get_by_text("upstream_refused")).to_be_visible()
    assert server.asked[0].headers["authorization"] == "Bearer sk-secret"
    assert moved.asked[0].headers["authorization"] == "Bearer sk-other"
