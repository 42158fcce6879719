"""The page of upstreams: for owners, with keys that go in and never come out; and the command that adds one."""

import io
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from flywheel.encryption import decrypt
from flywheel.projects.models import Project
from telemetry.ingest.error_codes import ERROR_CODES
from telemetry.models import Upstream
from telemetry.pages.upstreams import ADVICE
from tests.pages import member, read
from tests.telemetry.clients.gateway.servers import answering, forget_connections, openai, serving, tabby

PAGE = "/p/acme/upstreams/"
SECRET = "sk-secret"


@pytest.fixture
def owner(project: Project) -> Client:
    return member(project, "owner")


@pytest.fixture(autouse=True)
def _never_said(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    yield
    forget_connections()
    assert SECRET not in caplog.text


def fields(**changes: Any) -> dict[str, Any]:
    values = {"name": "big", "kind": "tabby", "url": "https://models.example.com", "weight": 1, "timeout_s": 10}
    return {name: value for name, value in (values | changes).items() if value is not None}


def add(client: Client, **changes: Any) -> Upstream:
    response = client.post(PAGE, fields(**changes))
    assert response.status_code == 302, response.content.decode()
    return Upstream.objects.get(project__slug="acme", name=changes.get("name", "big"))


def refused(client: Client, path: str = PAGE, **changes: Any) -> str:
    response = client.post(path, fields(**changes))
    assert response.status_code == 422
    text = response.content.decode()
    assert SECRET not in text
    return text


def test_an_owner_adds_one_and_sees_it(owner: Client) -> None:
    assert "No upstreams yet" in read(owner, PAGE)
    row = add(owner, key=SECRET, checkpoint="step-100", weight=3)
    assert decrypt(bytes(row.encrypted_key)) == SECRET.encode()
    add(owner, name="small", url="https://small.example.com/v1/")
    page = read(owner, PAGE)
    for shown in ("https://models.example.com", "step-100", "75 %", "25 %", ">set<", "not set", "ready", "propensity"):
        assert shown in page, shown
    assert SECRET not in page
    assert Upstream.objects.get(name="small").url == "https://small.example.com"


@pytest.mark.parametrize(("role", "status"), [("curator", 403), ("viewer", 403)])
def test_others_may_not(project: Project, owner: Client, role: str, status: int) -> None:
    pk = add(owner).pk
    client = member(project, role)
    assert client.get(PAGE).status_code == status
    assert client.post(PAGE, fields(name="x")).status_code == status
    for path in (f"{PAGE}{pk}/", f"{PAGE}{pk}/delete/", f"{PAGE}{pk}/try/"):
        assert client.post(path).status_code == status
    assert PAGE not in client.get("/p/acme/connect/").content.decode()
    assert PAGE in owner.get("/p/acme/connect/").content.decode()
    assert Upstream.objects.count() == 1


def test_outsiders_find_nothing(owner: Client, outsider_project: Project) -> None:
    pk = add(owner).pk
    outsider = member(outsider_project, "owner")
    for path in (PAGE, f"{PAGE}{pk}/", f"/p/rival/upstreams/{pk}/"):
        assert outsider.get(path).status_code == 404
    for path in (f"/p/rival/upstreams/{pk}/delete/", f"/p/rival/upstreams/{pk}/try/", f"{PAGE}{pk}/delete/"):
        assert outsider.post(path).status_code == 404
    assert Upstream.objects.count() == 1


def test_no_change_without_a_token(project: Project, owner: Client) -> None:
    checked = Client(enforce_csrf_checks=True)
    checked.cookies = owner.cookies
    assert checked.post(PAGE, fields()).status_code == 403
    assert not Upstream.objects.exists()


def test_only_posts_delete_and_try(owner: Client) -> None:
    pk = add(owner).pk
    assert owner.get(f"{PAGE}{pk}/delete/").status_code == 405
    assert owner.get(f"{PAGE}{pk}/try/").status_code == 405


def test_an_empty_key_field_keeps_the_key(owner: Client) -> None:
    row = add(owner, key=SECRET)
    page = read(owner, f"{PAGE}{row.pk}/")
    assert "A key is set." in page
    assert SECRET not in page
    assert owner.post(f"{PAGE}{row.pk}/", fields(weight=7)).status_code == 302
    row.refresh_from_db()
    assert row.weight == 7
    assert decrypt(bytes(row.encrypted_key)) == SECRET.encode()


def test_a_new_address_needs_the_key_anew(owner: Client) -> None:
    row = add(owner, key=SECRET)
    path = f"{PAGE}{row.pk}/"
    assert "Enter the key again" in refused(owner, path, url="https://models.example.com.evil.example")
    assert "Enter the key again" in refused(owner, path, url="https://models.example.com:8443")
    row.refresh_from_db()
    assert row.url == "https://models.example.com"
    assert owner.post(path, fields(url="https://new.example.com", key="sk-new")).status_code == 302
    row.refresh_from_db()
    assert (row.url, decrypt(bytes(row.encrypted_key))) == ("https://new.example.com", b"sk-new")


def test_a_key_is_forgotten_on_request_also_with_a_new_address(owner: Client) -> None:
    row = add(owner, key=SECRET)
    assert "Either" in refused(owner, f"{PAGE}{row.pk}/", key="sk-new", forget_key="on")
    assert owner.post(f"{PAGE}{row.pk}/", fields(url="https://b.example.com", forget_key="on")).status_code == 302
    row.refresh_from_db()
    assert bytes(row.encrypted_key) == b""
    assert owner.post(f"{PAGE}{row.pk}/", fields(url="https://c.example.com")).status_code == 302


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"url": "http://models.example.com"}, "Use https"),
        ({"url": "https://127.0.0.1:8080"}, "private network"),
        ({"url": "http://169.254.169.254", "allow_internal": "on"}, "metadata"),
        ({"url": f"https://user:{SECRET}@models.example.com"}, "no name or password"),
        ({"url": "models.example.com"}, "must begin with"),
        ({"name": "has spaces"}, "valid"),
        ({"weight": -1}, "greater than or equal to 0"),
        ({"weight": 1_000_001}, "less than or equal to 1000000"),
        ({"timeout_s": 0}, "greater than or equal to 0.1"),
        ({"timeout_s": "nan"}, "Enter a number"),
        ({"kind": "openai"}, "asked for a model"),
        ({"kind": "other"}, "Select a valid choice"),
        ({"key": "two words"}, "neither spaces"),
        ({"key": "sk\r\nX: 1"}, "neither spaces"),
        ({"template": "own", "own_template": "{prefix} only"}, "each once"),
        ({"template": "own", "own_template": "{prefix}{suffix}{prefix}"}, "each once"),
        ({"template": "unknown"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(owner: Client, changes: dict[str, Any], said: str) -> None:
    if SECRET in str(changes):
        response = owner.post(PAGE, fields(**changes))
        assert (response.status_code, said in response.content.decode()) == (422, True)
    else:
        assert said in refused(owner, **changes)
    assert not Upstream.objects.exists()


def test_a_key_entered_beside_a_mistake_is_not_shown_again(owner: Client) -> None:
    assert "Use https" in refused(owner, url="http://models.example.com", key=SECRET)


def test_a_name_is_there_once_in_a_project(owner: Client, outsider_project: Project) -> None:
    row = add(owner)
    Upstream.objects.create(project=outsider_project, name="small", kind="tabby", url="https://a.example")
    assert "of this name" in refused(owner)
    assert add(owner, name="small").project_id == row.project_id
    assert "of this name" in refused(owner, f"{PAGE}{row.pk}/", name="small")


@pytest.mark.parametrize(
    ("chosen", "stored"),
    [
        ({}, ""),
        ({"template": "qwen2.5-coder"}, "qwen2.5-coder"),
        ({"template": "own", "own_template": "<a>{prefix}<b>{suffix} "}, "<a>{prefix}<b>{suffix} "),
        ({"template": "codellama", "own_template": "left over"}, "codellama"),
    ],
)
def test_a_template_is_kept_by_its_name_or_its_text(owner: Client, chosen: dict[str, str], stored: str) -> None:
    row = add(owner, kind="openai", model="m", **chosen)
    assert row.fim_template == stored
    form = owner.get(f"{PAGE}{row.pk}/").context["form"]
    again = fields(
        kind="openai", model="m", template=form["template"].value(), own_template=form["own_template"].value()
    )
    assert owner.post(f"{PAGE}{row.pk}/", again).status_code == 302
    row.refresh_from_db()
    assert row.fim_template == stored


def test_one_is_removed(owner: Client) -> None:
    pk = add(owner, key=SECRET).pk
    assert "is removed" in owner.post(f"{PAGE}{pk}/delete/", follow=True).content.decode()
    assert not Upstream.objects.exists()


def test_a_key_that_cannot_be_decrypted_is_said(owner: Client) -> None:
    row = add(owner, key=SECRET)
    add(owner, name="small")
    Upstream.objects.filter(pk=row.pk).update(encrypted_key=b"of another installation")
    page = read(owner, PAGE)
    assert "Enter the key again" in page
    assert "unusable" in page
    assert "100 %" in page
    assert "Enter the key again" in owner.post(f"{PAGE}{row.pk}/try/", headers={"HX-Request": "true"}).content.decode()
    assert owner.post(f"{PAGE}{row.pk}/", fields(key="sk-new")).status_code == 302
    assert "unusable" not in read(owner, PAGE)


def test_one_of_weight_zero_gets_no_traffic(owner: Client) -> None:
    add(owner, weight=0)
    assert "gets no traffic" in read(owner, PAGE)


def tried(client: Client, url: str, **changes: Any) -> str:
    row = add(client, url=url, allow_internal="on", key=SECRET, **changes)
    response = client.post(f"{PAGE}{row.pk}/try/", headers={"HX-Request": "true"})
    assert response.status_code == 200
    text = response.content.decode()
    assert "<html" not in text
    assert SECRET not in text
    return text


def test_a_trial_shows_what_the_server_answers(owner: Client) -> None:
    with serving(openai("a + b <b>")) as server:
        text = tried(owner, server.url, kind="openai", model="m")
    assert "a + b &lt;b&gt;" in text
    assert "answered in" in text
    assert server.asked[0].headers["authorization"] == f"Bearer {SECRET}"
    assert server.asked[0].body["max_tokens"] == 16


@pytest.mark.parametrize(
    ("reply", "code", "advice"),
    [
        (answering(SECRET.encode(), 401), "upstream_refused", "Check the key"),
        (answering(b"{}"), "upstream_error", "speaks the protocol"),
        (answering(b"", 302), "upstream_error", "own log"),
        (answering(b"", 429), "upstream_busy", "Try again"),
    ],
)
def test_a_failed_trial_says_why_and_what_to_do(
    owner: Client, reply: Callable[..., Any], code: str, advice: str
) -> None:
    with serving(reply) as server:
        text = tried(owner, server.url)
    assert code in text
    assert advice in text


def test_every_code_of_an_upstream_is_documented_with_advice() -> None:
    documented = {row.code for row in ERROR_CODES if row.code.startswith("upstream_")}
    assert documented == set(ADVICE)


def test_a_trial_works_without_javascript(owner: Client) -> None:
    with serving(tabby) as server:
        row = add(owner, url=server.url, allow_internal="on")
        response = owner.post(f"{PAGE}{row.pk}/try/")
    assert b"<html" in response.content
    assert b"answered in" in response.content


def test_the_command_reads_the_key_from_standard_input(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{SECRET}\n"))
    said = run("big", kind="openai", model="m", weight=4, fim_template="starcoder2", key_stdin=True, checkpoint="c")
    row = Upstream.objects.get()
    assert SECRET not in said
    assert decrypt(bytes(row.encrypted_key)) == SECRET.encode()
    assert (row.name, row.project_id, row.kind, row.url) == ("big", project.pk, "openai", "https://models.example.com")
    assert (row.model, row.checkpoint, row.weight, row.fim_template) == ("m", "c", 4, "starcoder2")


def test_the_command_needs_no_key(project: Project) -> None:
    run("local", url="http://127.0.0.1:8080", allow_internal=True, fim_template="<p>{prefix}<s>{suffix}<m>")
    row = Upstream.objects.get()
    assert bytes(row.encrypted_key) == b""
    assert (row.allow_internal, row.fim_template, row.weight) == (True, "<p>{prefix}<s>{suffix}<m>", 1)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"url": "http://127.0.0.1:8080"}, "url: Use https"),
        ({"fim_template": "starcoder3"}, "own_template: The template needs"),
        ({"kind": "openai"}, "model: "),
        ({"project": "nobody"}, "There is no project"),
    ],
)
def test_the_command_says_what_cannot_be(project: Project, options: dict[str, Any], said: str) -> None:
    with pytest.raises(CommandError) as refused:
        run("big", **options)
    assert said in str(refused.value)
    assert not Upstream.objects.exists()


def run(name: str, **options: Any) -> str:
    out = io.StringIO()
    given = {"project": "acme", "kind": "tabby", "url": "https://models.example.com"}
    call_command("create_upstream", name, stdout=out, **(given | options))
    return out.getvalue()
