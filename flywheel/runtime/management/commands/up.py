from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from flywheel.runtime.failures import StartError
from flywheel.runtime.up import run


class Command(BaseCommand):
    help = "Runs everything in the foreground: database, web, worker and scheduler. Ctrl-C stops all of it."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on; 0.0.0.0 for every interface")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--demo", action="store_true", help="adds a demo project and simulated developers")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run(options["host"], options["port"], demo=options["demo"], say=self._say)
        except StartError as error:
            raise CommandError(str(error)) from error

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
