"""`manage.py import_events PATH --project NAME [--format …]`: what clients keep in files, down the path of HTTP."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from tqdm import tqdm

from flywheel.projects.models import Project
from telemetry.clients.import_formats import FORMATS
from telemetry.clients.importing import Report, files_of, import_files


class Command(BaseCommand):
    help = "Imports a file, or the files of a folder, of one JSON object a line (.gz too). Twice stores nothing twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--project", required=True)
        parser.add_argument("--format", choices=list(FORMATS), default="native")

    def handle(self, *args: Any, path: Path, project: str, **options: Any) -> None:
        owner = Project.objects.filter(slug=project).first()
        if owner is None:
            raise CommandError(f"There is no project {project}.")
        report = _import(owner, path, options["format"])
        for line in report.lines():
            self.stdout.write(line)
        if report.broken:
            raise CommandError("\n".join(report.broken))


def _import(project: Project, path: Path, name: str) -> Report:
    form = FORMATS[name]
    try:
        files = files_of(path, form)
        size = sum(file.stat().st_size for file in files)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error
    if not files:
        raise CommandError(f"{path} holds no files of the format {name}: {', '.join(form.endings)}")
    try:
        with tqdm(total=size, unit="B", unit_scale=True, desc=path.name) as bar:
            return import_files(project, files, form, bar.update)
    except OperationalError as error:
        raise CommandError("The database is away. Import again later: nothing is stored twice.") from error
