from hashlib import sha256

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from flywheel.projects import lockout
from flywheel.projects.models import SignInFailure
from tests.factories import PASSWORD, MembershipFactory, UserFactory
from tests.pages import read

WRONG = "not the password"


def attempt(client: Client, name: str, password: str, **extra: str) -> tuple[int, str]:
    response = client.post("/sign-in/", {"username": name, "password": password}, **extra)  # type: ignore[arg-type]
    return response.status_code, response.content.decode()


def test_a_member_signs_in_and_lands_in_the_only_project(client: Client, db: None) -> None:
    membership = MembershipFactory.create()
    response = client.post("/sign-in/", {"username": membership.user.username, "password": PASSWORD}, follow=True)
    assert response.redirect_chain[-1] == (f"/p/{membership.project.slug}/", 302)


def test_every_refusal_reads_the_same(client: Client, db: None) -> None:
    """Unknown name, wrong password, disabled account: nothing tells them apart."""
    UserFactory.create(username="ada")
    UserFactory.create(username="off", is_active=False)
    pages = [attempt(client, name, WRONG) for name in ("ada", "nobody")] + [attempt(client, "off", PASSWORD)]
    messages = {page.partition('role="alert">')[2].partition("</div>")[0] for _, page in pages}
    assert len(messages) == 1
    assert "do not match" in messages.pop()


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_after_some_failures_even_the_right_password_has_to_wait(client: Client, db: None, name: str) -> None:
    UserFactory.create(username="ada")
    for _ in range(lockout.FAILURES):
        attempt(client, name, WRONG)
    status, page = attempt(client, name, PASSWORD)
    assert status == 200
    assert "do not match" in page


def test_failures_from_elsewhere_do_not_lock_anyone_out(client: Client, db: None) -> None:
    UserFactory.create(username="ada")
    for _ in range(lockout.FAILURES):
        attempt(client, "ada", WRONG, REMOTE_ADDR="192.0.2.7")
    assert attempt(client, "ada", PASSWORD)[0] == 302


def test_leaving_the_password_out_ends_no_counting(client: Client, db: None) -> None:
    UserFactory.create(username="ada")
    for _ in range(lockout.FAILURES):
        attempt(client, "ada", WRONG)
        attempt(client, "ada", "")
    assert "do not match" in attempt(client, "ada", PASSWORD)[1]


def test_one_address_may_not_try_many_names(client: Client, db: None) -> None:
    UserFactory.create(username="ada")
    for number in range(lockout.FAILURES_AN_ADDRESS):
        attempt(client, f"guess-{number}", WRONG)
    assert "do not match" in attempt(client, "ada", PASSWORD)[1]
    assert attempt(client, "ada", PASSWORD, REMOTE_ADDR="192.0.2.7")[0] == 302


def test_failures_count_for_a_while_and_are_then_deleted(client: Client, db: None) -> None:
    UserFactory.create(username="ada")
    for _ in range(lockout.FAILURES):
        attempt(client, "ada", WRONG)
    SignInFailure.objects.update(failed_at=timezone.now() - lockout.WINDOW)
    assert attempt(client, "ada", PASSWORD)[0] == 302
    assert not SignInFailure.objects.exists()


def test_of_many_attempts_at_once_only_the_allowed_ones_get_as_far_as_the_password(db: None) -> None:
    """Each is counted before the next is judged, as it happens where processes share only the database."""
    under_way = [lockout.begin("ada", "192.0.2.7") for _ in range(lockout.FAILURES + 3)]
    assert sum(each is not None for each in under_way) == lockout.FAILURES


@pytest.mark.parametrize(("trusted", "refused"), [(True, 5), (False, 0)])
def test_behind_a_trusted_proxy_the_last_hop_counts(
    client: Client, db: None, settings: Settings, trusted: bool, refused: int
) -> None:
    """What a client wrote into the header itself stands before the proxy's own entry."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if trusted else None
    for number in range(lockout.FAILURES):
        attempt(client, "ada", WRONG, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}, 192.0.2.7")
    assert SignInFailure.objects.filter(address=sha256(b"192.0.2.7").hexdigest()).count() == refused


def test_a_success_forgets_the_failures_before_it(client: Client, db: None) -> None:
    UserFactory.create(username="ada")
    for _ in range(2):
        for _ in range(lockout.FAILURES - 1):
            attempt(client, "ada", WRONG)
        assert attempt(client, "ada", PASSWORD)[0] == 302


@pytest.mark.parametrize("name", ["", "a\0b", "x" * 10_000, "🦀"])
def test_strange_names_are_refused_like_any_other(client: Client, db: None, name: str) -> None:
    assert attempt(client, name, WRONG)[0] == 200


def test_signing_in_goes_back_to_the_page_that_asked_but_never_to_another_site(client: Client, db: None) -> None:
    user = UserFactory.create()
    there = {"username": user.username, "password": PASSWORD, "next": "/p/acme/records/"}
    assert client.post("/sign-in/", there)["Location"] == "/p/acme/records/"
    client.logout()
    away = {**there, "next": "https://elsewhere.example/"}
    assert client.post("/sign-in/", away)["Location"] == "/"


def test_signing_out_takes_a_post(client: Client, db: None) -> None:
    client.force_login(UserFactory.create())
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert client.get("/")["Location"] == "/sign-in/?next=/"


def test_the_sign_in_page_keeps_to_the_rules(client: Client, db: None) -> None:
    assert 'autocomplete="current-password"' in read(client, "/sign-in/")


def test_home_lists_the_projects_or_says_how_to_get_one(client: Client, db: None) -> None:
    membership = MembershipFactory.create()
    MembershipFactory.create(user=membership.user)
    MembershipFactory.create()
    client.force_login(membership.user)
    assert read(client, "/").count("data-row") == 2
    client.force_login(UserFactory.create())
    assert "not a member of any project" in read(client, "/")


def test_the_administration_has_no_sign_in_of_its_own(client: Client, db: None) -> None:
    UserFactory.create(username="root", is_staff=True, is_superuser=True)
    assert client.get("/admin/", follow=True).redirect_chain[-1] == ("/sign-in/?next=/admin/", 302)
    answer = client.post("/sign-in/", {"username": "root", "password": PASSWORD, "next": "/admin/"}, follow=True)
    assert "Site administration" in answer.content.decode()
    client.force_login(UserFactory.create(username="ada"))
    assert client.get("/admin/", follow=True).status_code == 403
