"""What the tests of pages share: signing someone in, settings, and what every page must keep to."""

import re
from typing import Any

from django.conf import settings
from django.test import Client

from flywheel.projects.models import Project
from tests.factories import MembershipFactory

# Static files as they lie, so that the tests need no `collectstatic`; passwords hashed fast.
PAGE_SETTINGS: dict[str, Any] = {
    "STORAGES": {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
    "STATIC_ROOT": settings.STATICFILES_DIRS[0],  # it exists, which is all WhiteNoise asks
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
}

_INLINE = re.compile(rb"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)


def member(project: Project, role: str) -> Client:
    """A browser in which a member of the project is signed in."""
    client = Client()
    client.force_login(MembershipFactory.create(project=project, role=role).user)
    return client


def read(client: Client, path: str, status: int = 200) -> str:
    """A page's text, after checking what holds for every page: status, title, one h1, no inline code."""
    response = client.get(path)
    assert response.status_code == status, path
    assert not (found := _INLINE.search(response.content)), found
    text = response.content.decode()
    if "<html" in text:
        assert text.count("<h1") == 1
        assert re.search(r"<title>[^<]{3,}</title>", text)
        assert "script-src 'self' 'nonce-" in response["Content-Security-Policy"]
        assert status != 200 or "no-store" in response["Cache-Control"]
    return text
