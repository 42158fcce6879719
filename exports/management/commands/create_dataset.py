from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exports.management.arguments import add_project, project_of
from exports.releases import recipe
from exports.releases.create import create_dataset


class Command(BaseCommand):
    help = "Creates a dataset: a name and the recipe that selects its records."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="lower-case letters, digits, dots, hyphens and underscores")
        add_project(parser)
        parser.add_argument("--recipe", type=Path, help="a TOML or JSON file; without it every record is selected")

    def handle(self, *args: Any, **options: Any) -> None:
        project = project_of(options)
        try:
            dataset = create_dataset(project, options["name"], _recipe(options["recipe"]))
        except ValueError as error:  # each of them says what is wrong
            raise CommandError(str(error)) from error
        self.stdout.write(dataset.name)


def _recipe(path: Path | None) -> recipe.Recipe:
    if path is None:
        return recipe.Recipe()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"The recipe {path} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    return recipe.from_json(text) if path.suffix == ".json" else recipe.from_toml(text)
