from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from flywheel.projects import keys
from flywheel.projects.models import Project, Scope


class Command(BaseCommand):
    help = "Creates an API key and prints it, alone, on standard output. It is shown only now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True)
        parser.add_argument("--scope", action="append", required=True, choices=Scope.values)
        parser.add_argument("--name", default="")
        parser.add_argument("--events-per-minute", type=int)
        parser.add_argument(
            "--developer", default="", help="The one person who will use it, for clients that name no developer."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(
                f"There is no project {options['project']!r}. Make it with: manage.py create_project NAME"
            )
        limit = options["events_per_minute"]
        made = keys.make(
            project,
            options["scope"],
            name=options["name"],
            events_per_minute=limit,
            developer_id=options["developer"],
        )
        self.stdout.write(made.token)
