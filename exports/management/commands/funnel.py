"""manage.py funnel: how much of a project's telemetry reaches training."""

from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser

from exports.overview.funnel import funnel
from exports.overview.table import lines
from flywheel.projects.models import Project


class Command(BaseCommand):
    help = "Prints a project's funnel: events, interactions, clean interactions, records, release rows."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", required=True)
        parser.add_argument("--json", action="store_true", help="One JSON object on standard output.")

    def handle(self, *, project: str, json: bool, **options: Any) -> None:
        found = Project.objects.filter(slug=project).first()
        if found is None:
            raise CommandError(f"There is no project named {project}.")
        counted = funnel(found)
        self.stdout.write(msgspec.json.encode(counted).decode() if json else "\n".join(lines(counted)))
