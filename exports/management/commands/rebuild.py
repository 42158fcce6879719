"""manage.py rebuild: makes everything derived anew from events and says what that changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from exports.preferences.rebuild import bring_up_to_date, rebuild
from flywheel.projects.models import Project


class Command(BaseCommand):
    help = "Recreates interactions, clean interactions and records from events, under the same record ids."

    def add_arguments(self, parser: CommandParser) -> None:
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--project", help="Only this project; without it, all.")
        only.add_argument("--changed", action="store_true", help="Only what other versions of stages or rules made.")

    def handle(self, *, project: str | None, changed: bool, **options: Any) -> None:
        with tqdm(desc="rebuilding", unit=" rows", disable=None) as bar:
            changes = bring_up_to_date(bar.update) if changed else rebuild(_project_id(project), bar.update)
        self.stdout.write(f"{changes.before:,} records before, {changes.after:,} after")
        self.stdout.write(f"ids added {changes.added:,}, ids removed {changes.removed:,}")
        self.stdout.write(f"same id, other content {changes.changed:,}")


def _project_id(slug: str | None) -> int | None:
    if slug is None:
        return None
    try:
        return Project.objects.get(slug=slug).pk
    except Project.DoesNotExist as error:
        raise CommandError(f"There is no project named {slug}.") from error
