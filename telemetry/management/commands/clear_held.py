"""manage.py clear_held: a curator's decision on every interaction that a reason holds."""

import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from flywheel.projects.models import Project
from telemetry.cleaning import clearing
from telemetry.cleaning.clearing import LONGEST_NOTE, Decision


class Command(BaseCommand):
    help = "Clears every interaction of a project that is held for a reason, so that it goes on to training."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--project", required=True)
        parser.add_argument("--reason", required=True, help="As the page of held interactions names it: stage:reason.")
        parser.add_argument("--developer", default="", help="Only this pseudonym's interactions.")
        parser.add_argument("--note", default="", help=f"Kept with the decision, {LONGEST_NOTE} characters.")
        parser.add_argument("--take-back", action="store_true", help="Hold again what was cleared of the reason.")
        parser.add_argument("--dry-run", action="store_true", help="Only count them.")

    def handle(self, *, project: str, reason: str, developer: str, **options: Any) -> None:
        project_id = Project.objects.filter(slug=project).values_list("pk", flat=True).first()
        if project_id is None:
            raise CommandError(f"There is no project named {project}.")
        _check(project_id, reason, take_back=options["take_back"])
        verb = "held again" if options["take_back"] else "cleared"
        if options["dry_run"]:
            find = clearing.cleared if options["take_back"] else clearing.held
            count = find(project_id, reason=reason, developer=developer).count()
            self.stdout.write(f"{count:,} interactions would be {verb}.")
            return
        decision = Decision(f"{getpass.getuser()} (command)", not options["take_back"], options["note"])
        count = clearing.decide_all(project_id, reason, decision, developer=developer)
        self.stdout.write(f"{count:,} interactions are {verb} and wait to be cleaned again.")


def _check(project_id: int, reason: str, *, take_back: bool) -> None:
    if take_back or clearing.held(project_id, reason=reason).exists():
        return
    known = ", ".join(name for name, _ in clearing.counts(project_id, 20_000)) or "nothing"
    raise CommandError(f"No interaction is held for {reason}. Held for in this project: {known}.")
