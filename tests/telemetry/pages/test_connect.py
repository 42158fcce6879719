"""The Connect page: exact configurations, a key made for a client, and lights that tell the truth."""

import html
import json
import re
import tomllib
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone
from pytest_django.fixtures import Settings

from flywheel.projects import keys
from flywheel.projects.models import ApiKey, Project
from telemetry.models import Batch
from telemetry.pages import seen
from telemetry.pages.guides import GUIDES
from tests.factories import BatchFactory, MembershipFactory
from tests.pages import member, read

pytestmark = pytest.mark.django_db
URL = "https://flywheel.example"
SLUGS = [guide.slug for guide in GUIDES]


@pytest.fixture(autouse=True)
def _public_url(settings: Settings) -> None:
    settings.FLYWHEEL_PUBLIC_URL = URL


def page_of(client: Client, slug: str) -> str:
    return read(client, f"/p/acme/connect/?client={slug}")


def pasted(page: str, name: str = "config") -> str:
    found = re.search(rf'<pre id="{name}"[^>]*>(.*?)</pre>', page, re.DOTALL)
    assert found, name
    return html.unescape(found[1])


def batch(project: Project, source: str, name: str, ago: float = 1, **fields: Any) -> Batch:
    """One that came `ago` seconds since."""
    received_at = timezone.now() - timedelta(seconds=ago)
    return BatchFactory.create(project=project, source=source, client_name=name, received_at=received_at, **fields)


def lights(client: Client, slug: str = "continue") -> dict[str, tuple[str, str]]:
    """(state, words) by client."""
    page = read(client, f"/p/acme/connect/lights/?client={slug}")
    pattern = r'id="client-([\w-]+)".*?class="light (\w+)".*?class="said fine">([^<]*)<'
    found = {slug: (state, html.unescape(text)) for slug, state, text in re.findall(pattern, page, re.DOTALL)}
    assert list(found) == SLUGS
    return found


# What is to be pasted


def test_continue(project: Project) -> None:
    (destination,) = yaml.safe_load(pasted(page_of(member(project, "viewer"), "continue")))["data"]
    assert destination == {
        "name": "Flywheel",
        "destination": f"{URL}/clients/continue",
        "schema": "0.2.0",
        "level": "all",
        "apiKey": "fw_…",
    }


def test_tabby(project: Project) -> None:
    config = tomllib.loads(pasted(page_of(member(project, "viewer"), "tabby")))
    assert config["server"] == {"endpoint": f"{URL}/clients/tabby", "token": "fw_…"}
    assert config["anonymousUsageTracking"] == {"disable": True}


def test_codex(project: Project) -> None:
    otel = tomllib.loads(pasted(page_of(member(project, "viewer"), "codex")))["otel"]
    assert otel["exporter"]["otlp-http"] == {
        "endpoint": f"{URL}/clients/otlp/v1/logs",
        "protocol": "json",
        "headers": {"authorization": "Bearer fw_…"},
    }
    assert (otel["log_user_prompt"], otel["metrics_exporter"]) == (True, "none")


def test_gemini_cli(project: Project) -> None:
    page = page_of(member(project, "viewer"), "gemini-cli")
    assert json.loads(pasted(page))["telemetry"] == {
        "enabled": True,
        "target": "local",
        "otlpEndpoint": f"{URL}/clients/otlp",
        "otlpProtocol": "http",
        "logPrompts": True,
    }
    assert pasted(page, "header") == 'export OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer fw_…"\n'


def test_claude_code(project: Project) -> None:
    page = page_of(member(project, "viewer"), "claude-code")
    hooks = json.loads(pasted(page, "hooks"))["hooks"]
    assert set(hooks) == {
        "UserPromptSubmit",
        "PreToolUse",
        "PostToolUse",
        "PostToolUseFailure",
        "PermissionDenied",
    }
    for (group,) in hooks.values():
        assert group["hooks"] == [
            {
                "type": "http",
                "url": f"{URL}/clients/claude-code/hooks",
                "timeout": 5,
                "headers": {"Authorization": "Bearer $FLYWHEEL_KEY"},
                "allowedEnvVars": ["FLYWHEEL_KEY"],
            }
        ]
    variables = pasted(page, "environment")
    assert f"export OTEL_EXPORTER_OTLP_ENDPOINT={URL}/clients/otlp\n" in variables
    assert "export OTEL_METRICS_INCLUDE_ENTRYPOINT=true\n" in variables
    assert "export FLYWHEEL_KEY=fw_…\n" in variables


def test_copilots(project: Project) -> None:
    viewer = member(project, "viewer")
    chat = json.loads(pasted(page_of(viewer, "copilot-chat")))
    assert chat["github.copilot.chat.otel.otlpEndpoint"] == f"{URL}/clients/otlp"
    arena = json.loads(pasted(page_of(viewer, "copilot-arena")))
    assert arena["arena.serverUrl"] == f"{URL}/clients/copilot-arena/fw_…"


@pytest.mark.parametrize("slug", SLUGS)
def test_every_address_that_is_shown_exists(project: Project, slug: str) -> None:
    page = html.unescape(page_of(member(project, "viewer"), slug))
    # Bases, to which the client itself adds what stands here
    added = {"/clients/otlp": "/v1/logs", "/clients/tabby": "/v1/health", "/clients/copilot-arena/fw_…": "/create_pair"}
    paths = {urlsplit(url).path.rstrip('",') for url in re.findall(rf"{URL}/[^\s\"<]*", page)}
    assert paths or slug in {"native"}
    for path in paths:
        resolve(path + added.get(path, ""))


# Keys


@pytest.mark.parametrize("slug", SLUGS)
def test_an_owner_makes_a_key_that_stands_in_what_is_pasted(project: Project, slug: str) -> None:
    owner = member(project, "owner")
    assert "Make a key for" in page_of(owner, slug)
    answer = owner.post(f"/p/acme/connect/?client={slug}", {"developer_id": "jane@example.org"})
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    page = answer.content.decode()
    (token,) = set(re.findall(r"fw_[0-9a-f]{16}_[0-9a-f]{64}", page))
    row = keys.find(token)
    assert row is not None
    assert (row.project, row.name, row.scopes) == (project, guide_title(slug), ["events:write"])
    assert row.developer
    assert "jane" not in row.developer
    assert "fw_…" not in page
    assert token not in page_of(owner, slug)


def guide_title(slug: str) -> str:
    return next(guide.title for guide in GUIDES if guide.slug == slug)


def test_a_key_may_be_anybody_s(project: Project) -> None:
    assert member(project, "owner").post("/p/acme/connect/?client=codex").status_code == 200
    assert ApiKey.objects.get().developer == ""


def test_a_name_too_long_makes_no_key(project: Project) -> None:
    answer = member(project, "owner").post("/p/acme/connect/?client=codex", {"developer_id": "x" * 201})
    assert "at most 200 characters" in answer.content.decode()
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("role", ["viewer", "curator"])
def test_others_see_whom_to_ask_and_make_none(project: Project, role: str) -> None:
    MembershipFactory.create(project=project, role="owner", user__username="olga")
    client = member(project, role)
    page = page_of(client, "codex")
    assert "olga" in page
    assert "Make a key" not in page
    assert client.post("/p/acme/connect/?client=codex").status_code == 403
    assert not ApiKey.objects.exists()


def test_a_key_is_made_by_a_form_of_this_site_only(project: Project) -> None:
    owner = Client(enforce_csrf_checks=True)
    owner.force_login(MembershipFactory.create(project=project, role="owner").user)
    assert owner.post("/p/acme/connect/?client=codex").status_code == 403
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("path", ["", "lights/", "flywheel_sender.py"])
def test_outsiders_find_nothing(project: Project, outsider_project: Project, path: str) -> None:
    assert member(outsider_project, "owner").get(f"/p/acme/connect/{path}").status_code == 404


def test_a_client_nobody_knows_is_the_first_one(project: Project) -> None:
    assert "~/.continue/config.yaml" in page_of(member(project, "viewer"), "<script>")


def test_the_sender_is_downloaded_as_it_is(project: Project) -> None:
    answer = member(project, "viewer").get("/p/acme/connect/flywheel_sender.py")
    assert 'attachment; filename="flywheel_sender.py"' in answer["Content-Disposition"]
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert content == (settings.BASE_DIR / "flywheel" / "sender.py").read_bytes()


# Lights


def test_at_first_nothing_was_ever_seen(project: Project) -> None:
    assert set(lights(member(project, "viewer")).values()) == {("never", "never seen")}


@pytest.mark.parametrize(
    ("source", "name", "slug"),
    [
        ("continue", "continue", "continue"),
        ("tabby", "tabby", "tabby"),
        ("otlp", "claude-code", "claude-code"),
        ("claude-code", "claude-code-hooks", "claude-code"),
        ("otlp", "codex", "codex"),
        ("otlp", "gemini-cli", "gemini-cli"),
        ("otlp", "copilot-chat", "copilot-chat"),
        ("copilot-arena", "copilot-arena", "copilot-arena"),
        ("otlp", "my-eval", "otlp"),
        ("otlp", "", "otlp"),
        ("native", "my-plugin", "native"),
        ("native", "", "native"),
    ],
)
def test_each_client_has_its_own_light(project: Project, source: str, name: str, slug: str) -> None:
    batch(project, source, name, ago=12.5)
    found = lights(member(project, "viewer"))
    assert found.pop(slug) == ("good", "last event 12 s ago")
    assert {state for state, _ in found.values()} == {"never"}


def test_what_was_imported_lights_nothing(project: Project) -> None:
    batch(project, "import", "continue")
    assert {state for state, _ in lights(member(project, "viewer")).values()} == {"never"}


def test_another_project_s_clients_light_nothing(project: Project, outsider_project: Project) -> None:
    batch(outsider_project, "otlp", "codex")
    batch(outsider_project, "native", "codex")
    assert {state for state, _ in lights(member(project, "viewer")).values()} == {"never"}


def test_seen_but_nothing_understood_needs_attention(project: Project) -> None:
    batch(project, "otlp", "codex", ago=75, accepted=0, unmapped=[{"name": "codex.new", "reason": "unknown_event"}])
    assert lights(member(project, "viewer"))["codex"] == ("attention", "not understood, 1 min ago")


def test_so_does_a_client_that_was_silent_since(project: Project) -> None:
    batch(project, "tabby", "tabby", ago=3 * 3600, accepted=0)
    assert lights(member(project, "viewer"))["tabby"] == ("attention", "not understood, 3 h ago")


def test_and_one_with_events_in_quarantine(project: Project) -> None:
    batch(project, "continue", "continue", accepted=5, rejected=3)
    assert lights(member(project, "viewer"))["continue"] == ("attention", "3 in quarantine")


def test_duplicates_are_events_too(project: Project) -> None:
    batch(project, "continue", "continue", accepted=0, duplicates=1)
    assert lights(member(project, "viewer"))["continue"][0] == "good"


def test_a_post_that_says_nothing_beside_others_that_do_is_no_trouble(project: Project) -> None:
    batch(project, "otlp", "codex", ago=20)
    batch(project, "otlp", "codex", ago=2, accepted=0, unmapped=[{"name": "codex.sse_event", "reason": "no_signal"}])
    assert lights(member(project, "viewer"))["codex"][0] == "good"


def test_of_two_feeds_the_troubled_one_speaks(project: Project) -> None:
    batch(project, "otlp", "claude-code", ago=1)
    batch(project, "claude-code", "claude-code-hooks", ago=200, accepted=0)
    assert lights(member(project, "viewer"))["claude-code"] == ("attention", "not understood, 3 min ago")


def test_the_numbers_are_those_of_the_last_hour(project: Project) -> None:
    batch(project, "otlp", "codex", ago=10, accepted=1200, duplicates=30, rejected=4, client_version="0.169.0")
    batch(project, "otlp", "codex", ago=300, accepted=34)
    batch(project, "otlp", "codex", ago=3700, accepted=90_000, duplicates=90_000, rejected=90_000)
    batch(project, "otlp", "gemini-cli", ago=10, accepted=77_777)
    row = cells(read(member(project, "viewer"), "/p/acme/connect/lights/?client=codex"))
    assert row == ["codex 0.169.0", "10 s ago", "1\u202f234", "30", "4"]


def cells(page: str) -> list[str]:
    """The texts of the first row of what arrives."""
    body = page.partition("<tbody>")[2].partition("</tr>")[0]
    found = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", body, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", "", cell).split(" ")).strip() for cell in found]


def test_what_was_not_understood_is_named_summed_and_explained(project: Project) -> None:
    one = {"name": "codex.<b>new</b>", "reason": "unknown_event"}
    two = {"name": "codex.tool_decision", "reason": "invalid_record", "count": 4, "field": "attributes.decision"}
    batch(project, "otlp", "codex", unmapped=[one, two])
    batch(
        project,
        "otlp",
        "codex",
        unmapped=[one | {"count": 5}, {"name": "codex.sse", "reason": "no_signal", "count": 99}],
    )
    batch(project, "otlp", "codex", ago=4000, unmapped=[{"name": "codex.old", "reason": "unknown_event"}])
    batch(project, "otlp", "gemini-cli", unmapped=[{"name": "gemini_cli.else", "reason": "unknown_event"}])
    page = read(member(project, "viewer"), "/p/acme/connect/lights/?client=codex")
    rest = page.partition("What made no event")[2]
    found = [cells("<tbody>" + row) for row in rest.split('<tr class="row">')[1:]]
    assert found == [
        ["codex.&lt;b&gt;new&lt;/b&gt;", "not known to this version of Flywheel", "6"],
        ["codex.tool_decision", "not what this client is known to send attributes.decision", "4"],
        ["codex.sse", "known, and it says nothing about any code", "99"],
    ]


def test_every_reason_has_words() -> None:
    from telemetry.clients import mapping

    codes = {
        mapping.NO_SIGNAL,
        mapping.UNKNOWN_EVENT,
        mapping.UNKNOWN_CLIENT,
        mapping.INVALID_RECORD,
        mapping.TOO_LARGE,
    }
    assert set(seen.REASONS) == codes


def test_what_senders_lost_is_shown_with_their_own_plugin(project: Project) -> None:
    batch(project, "native", "plugin", accepted=0, dropped={"buffer_full": 500})
    batch(project, "native", "plugin", dropped={"buffer_full": 12, "too_large": 1})
    viewer = member(project, "viewer")
    page = read(viewer, "/p/acme/connect/lights/?client=native")
    assert re.search(r"buffer_full</th><td[^>]*>512<", page)
    assert re.search(r"too_large</th><td[^>]*>1<", page)
    assert "buffer_full" not in read(viewer, "/p/acme/connect/lights/?client=codex")
    assert lights(viewer)["native"] == ("attention", "513 lost before sending")


def test_posts_that_wait_on_disk_are_counted(project: Project, settings: Settings, tmp_path: Any) -> None:
    settings.FLYWHEEL_HOME = tmp_path
    (tmp_path / "buffer").mkdir()
    viewer = member(project, "viewer")
    assert "wait on its disk" not in page_of(viewer, "continue")
    (tmp_path / "buffer" / "1-a.kept").touch()
    assert "1 post of clients of this server wait" in page_of(viewer, "continue")


def test_lights_ask_the_same_few_questions_whatever_arrived(project: Project) -> None:
    viewer = member(project, "viewer")
    batch(project, "otlp", "service", unmapped=[{"name": "n", "reason": "no_signal"}])
    with CaptureQueriesContext(connection) as before:
        lights(viewer, "otlp")
    for number in range(30):
        batch(project, "otlp", f"service-{number:02}", ago=number)
    with CaptureQueriesContext(connection) as after:
        lights(viewer, "otlp")
    assert len(after) == len(before)


def test_only_so_many_services_are_listed(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen, "MOST_FEEDS", 5)
    for number in range(9):
        batch(project, "otlp", f"service-{number}")
    assert len(seen.foreign(project.pk, timezone.now())) == 5


def test_the_fragment_replaces_the_lights_and_the_numbers_and_asks_again(project: Project) -> None:
    page = read(member(project, "viewer"), "/p/acme/connect/lights/?client=tabby")
    assert 'hx-get="/p/acme/connect/lights/?client=tabby"' in page
    assert 'hx-swap-oob="true"' in page
    assert "hx-swap-oob" not in page_of(member(project, "curator"), "tabby")


def test_no_upstream_is_said_where_one_is_needed(project: Project) -> None:
    viewer = member(project, "viewer")
    for slug in ("tabby", "copilot-arena"):
        assert "has no upstream" in page_of(viewer, slug)
    project.upstreams.create(name="big", kind="openai", url="https://models.example")
    for slug in ("tabby", "copilot-arena"):
        assert "has no upstream" not in page_of(viewer, slug)


# The names are those the receivers really give

RECORD = {"attributes": [{"key": "event.name", "value": {"stringValue": "brand.new"}}]}
CONTINUE = {
    "name": "chatFeedback",
    "schema": "0.2.0",
    "level": "all",
    "profileId": "",
    "data": {
        "timestamp": "2026-11-20T23:04:16.007Z", "userId": "", "userAgent": "VS Code/1 (Continue/1.2.10)",
        "selectedProfileId": "", "eventName": "chatFeedback", "schema": "0.2.0", "prompt": "p", "completion": "c",
        "modelProvider": "a", "modelName": "m", "modelTitle": "m", "feedback": True, "sessionId": "s",
    },
}  # fmt: skip
TABBY = {"type": "view", "completion_id": "cmpl-1", "choice_index": 0, "view_id": "view-1-at-2"}
HOOK = {"session_id": "s", "hook_event_name": "UserPromptSubmit", "prompt": "Write a test."}
SHOWN = {
    "completionId": "a1", "pairCompletionId": "a2", "pairIndex": 0, "userId": "m-1", "timestamp": 1745875186,
    "prompt": "p", "completion": "c", "model": "m", "version": "0.2.0", "privacy": "Research",
}  # fmt: skip
NATIVE = {
    "event_id": "0196f3a0-0000-7000-8000-000000000001",
    "type": "candidate.shown",
    "occurred_at": "2026-11-20T23:04:16Z",
    "interaction_id": "i",
    "candidate_id": "c",
}


def logs(service: str) -> dict[str, Any]:
    attributes = [{"key": "service.name", "value": {"stringValue": service}}]
    return {"resourceLogs": [{"resource": {"attributes": attributes}, "scopeLogs": [{"logRecords": [RECORD]}]}]}


@pytest.mark.parametrize(
    ("slug", "method", "path", "body"),
    [
        ("continue", "POST", "/clients/continue", CONTINUE),
        ("tabby", "POST", "/clients/tabby/v1/events", TABBY),
        ("claude-code", "POST", "/clients/claude-code/hooks", HOOK),
        ("claude-code", "POST", "/clients/otlp/v1/logs", logs("claude-code")),
        ("codex", "POST", "/clients/otlp/v1/logs", logs("codex_cli_rs")),
        ("gemini-cli", "POST", "/clients/otlp/v1/logs", logs("gemini-cli")),
        ("copilot-chat", "POST", "/clients/otlp/v1/logs", logs("copilot-chat")),
        ("copilot-arena", "PUT", "/clients/copilot-arena/KEY/add_completion", SHOWN),
        ("otlp", "POST", "/clients/otlp/v1/logs", logs("my-eval")),
        ("native", "POST", "/api/v1/events", NATIVE),
    ],
)
def test_a_real_post_turns_on_the_right_light(
    project: Project, slug: str, method: str, path: str, body: dict[str, Any]
) -> None:
    key = keys.make(project, ["events:write"]).token
    headers = {} if "KEY" in path else {"Authorization": f"Bearer {key}"}
    data = json.dumps(body)
    answer = Client().generic(method, path.replace("KEY", key), data, "application/json", headers=headers)
    assert answer.status_code in {200, 202}, answer.content
    found = lights(member(project, "viewer"))
    assert found.pop(slug)[0] == ("attention" if "otlp" in path else "good")
    assert {state for state, _ in found.values()} == {"never"}
