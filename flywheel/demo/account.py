"""The demo's project, sign-in and keys: made once, the keys kept in the state folder for the next start."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import transaction

from flywheel.projects import keys
from flywheel.projects.models import Membership, Project, Role, Scope

PROJECT = "demo"
USER = "demo"


@dataclass(frozen=True)
class Keys:
    """One key for each job, with no scope it does not need."""

    events: str
    releases: str
    training: str


def ensure_sign_in() -> str | None:
    """Makes project, person and membership where missing. Returns the password of a new person."""
    with transaction.atomic():
        project, _ = Project.objects.get_or_create(slug=PROJECT)
        user, created = get_user_model().objects.get_or_create(username=USER)
        Membership.objects.get_or_create(project=project, user=user, defaults={"role": Role.OWNER})
        if not created:
            return None
        password = secrets.token_urlsafe(12)
        user.set_password(password)
        user.save()
    return password


def ensure_keys(home: Path) -> Keys:
    """The keys of the last start where they still work, else new ones."""
    path = home / "demo-keys.json"
    kept = _read(path)
    if kept is not None and all(keys.find(token) for token in asdict(kept).values()):
        return kept
    project = Project.objects.get(slug=PROJECT)
    made = Keys(
        events=keys.make(project, [Scope.EVENTS_WRITE], name="simulated developers").token,
        releases=keys.make(project, [Scope.DATASETS_READ, Scope.DATASETS_WRITE], name="demo releases").token,
        training=keys.make(project, [Scope.DATASETS_READ], name="demo training job").token,
    )
    draft = path.with_suffix(".draft")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(made), file)
    draft.replace(path)
    return made


def _read(path: Path) -> Keys | None:
    try:
        return Keys(**json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None
