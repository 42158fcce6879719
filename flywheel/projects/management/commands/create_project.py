from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from flywheel.projects.models import ConsentLevel, Project


class Command(BaseCommand):
    help = "Creates a project and prints its name."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="lower-case letters, digits and hyphens")
        parser.add_argument("--consent", choices=ConsentLevel.values, default=ConsentLevel.FULL)
        parser.add_argument(
            "--pseudonym-key-file",
            type=Path,
            help="32 bytes that key the developer pseudonyms; two installations with one file make the same pseudonyms",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project(slug=options["name"], consent=options["consent"])
        if path := options["pseudonym_key_file"]:
            project.pseudonym_key = _key(path)
        try:
            project.full_clean()
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        project.save()
        self.stdout.write(project.slug)


def _key(path: Path) -> bytes:
    try:
        key = path.read_bytes()
    except OSError as error:
        raise CommandError(f"The pseudonym key file cannot be read: {error.strerror}") from error
    if len(key) != 32:
        raise CommandError("The pseudonym key file must hold exactly 32 bytes")
    return key
