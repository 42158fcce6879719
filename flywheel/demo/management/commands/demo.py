from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection

from flywheel.demo import account, story


class Command(BaseCommand):
    help = "Simulated developers against a running server: a first release, then a gentle stream until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="where the server answers, http://127.0.0.1:8000")

    def handle(self, *args: Any, **options: Any) -> None:
        address = options["address"].rstrip("/")
        self._say(self._sign_in(address, account.ensure_sign_in()))
        keys = account.ensure_keys(settings.FLYWHEEL_HOME)
        connection.close()  # from here on, only the public API
        developers = story.editors(address, keys, settings.FLYWHEEL_HOME)
        story.tell(address, keys, developers, self._say, self._now)
        story.stream(developers, self._now)

    def _sign_in(self, address: str, password: str | None) -> str:
        if password is None:
            return f"Sign in at {address}/ as {account.USER}, with the password printed at the first start."
        return f"Sign in at {address}/ as {account.USER}, password {password} (shown only now)."

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _now(self) -> datetime:
        return datetime.now(UTC)
