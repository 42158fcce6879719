from pathlib import Path

from django.contrib.auth import authenticate

from flywheel.demo import account
from flywheel.projects import keys
from flywheel.projects.models import ApiKey, Membership, Role


def test_the_sign_in_is_made_once_and_the_person_owns_the_project(db: None) -> None:
    password = account.ensure_sign_in()
    assert password is not None
    assert len(password) >= 12
    assert authenticate(username="demo", password=password) is not None
    assert Membership.objects.get().role == Role.OWNER
    assert account.ensure_sign_in() is None


def test_keys_are_kept_for_the_next_start_and_readable_by_nobody_else(db: None, tmp_path: Path) -> None:
    account.ensure_sign_in()
    made = account.ensure_keys(tmp_path)
    assert account.ensure_keys(tmp_path) == made
    assert ApiKey.objects.count() == 3
    assert (tmp_path / "demo-keys.json").stat().st_mode & 0o077 == 0


def test_revoked_or_unreadable_keys_are_replaced(db: None, tmp_path: Path) -> None:
    account.ensure_sign_in()
    made = account.ensure_keys(tmp_path)
    row = keys.find(made.training)
    assert row is not None
    keys.revoke(row)
    again = account.ensure_keys(tmp_path)
    assert again.training != made.training
    (tmp_path / "demo-keys.json").write_text("{")
    assert account.ensure_keys(tmp_path) != again
