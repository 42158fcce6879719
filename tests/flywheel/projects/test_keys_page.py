import re

import pytest
from django.test import Client

from flywheel.projects import keys
from flywheel.projects.models import Project
from tests.pages import member, read

FORM = {"name": "plugin", "scopes": ["events:write"], "expires": "30", "events_per_minute": "600"}


def test_a_new_key_is_shown_once_and_works(project: Project) -> None:
    owner = member(project, "owner")
    page = owner.post("/p/acme/keys/", FORM)
    (token,) = re.findall(r"fw_[0-9a-f]{16}_[0-9a-f]{64}", page.content.decode())
    row = keys.find(token)
    assert row is not None
    assert (row.project, row.name, row.scopes, row.events_per_minute) == (
        project,
        "plugin",
        ["events:write"],
        600,
    )
    assert row.expires_at is not None
    assert token not in read(owner, "/p/acme/keys/")
    assert "no-store" in page["Cache-Control"]


def test_a_revoked_key_works_no_more(project: Project) -> None:
    made = keys.make(project, ["events:write"])
    member(project, "owner").post(f"/p/acme/keys/{made.row.pk}/revoke/")
    assert keys.find(made.token) is None


def test_another_projects_key_cannot_be_revoked(project: Project, outsider_project: Project) -> None:
    made = keys.make(outsider_project, ["events:write"])
    assert member(project, "owner").post(f"/p/acme/keys/{made.row.pk}/revoke/").status_code == 404
    assert keys.find(made.token) is not None


@pytest.mark.parametrize(("role", "status"), [("owner", 200), ("curator", 403), ("viewer", 403)])
def test_keys_are_for_owners(project: Project, role: str, status: int) -> None:
    assert member(project, role).get("/p/acme/keys/").status_code == status
    assert member(project, role).post("/p/acme/keys/", FORM).status_code == status
    assert project.api_keys.count() == (1 if role == "owner" else 0)


@pytest.mark.parametrize(
    "wrong",
    [{"scopes": []}, {"scopes": ["root"]}, {"name": ""}, {"events_per_minute": "0"}, {"expires": "-1"}],
)
def test_a_wrong_form_makes_no_key(project: Project, wrong: dict[str, object]) -> None:
    assert member(project, "owner").post("/p/acme/keys/", {**FORM, **wrong}).status_code == 200
    assert not project.api_keys.exists()


def test_forms_need_their_token(project: Project) -> None:
    owner = member(project, "owner")
    owner.handler.enforce_csrf_checks = True
    assert owner.post("/p/acme/keys/", FORM).status_code == 403


def test_strangers_are_asked_to_sign_in(client: Client, project: Project) -> None:
    assert client.get("/p/acme/keys/")["Location"] == "/sign-in/?next=/p/acme/keys/"
