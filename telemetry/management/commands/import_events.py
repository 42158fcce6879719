"""`manage.py import_events FILE --project NAME`: events from a file, down the same path as events over
HTTP.
"""

import gzip
import zlib
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from flywheel.projects.models import Project
from telemetry.ingest.accept import accept_batch
from telemetry.ingest.batching import batches
from telemetry.ingest.errors import MalformedBatch
from telemetry.ingest.receipts import Receipt


class Command(BaseCommand):
    help = "Imports a file with one JSON event a line (.gz too). Importing twice stores nothing twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--project", required=True)
        parser.add_argument("--format", choices=["native"], default="native")

    def handle(self, *args: Any, file: Path, project: str, **options: Any) -> None:
        owner = Project.objects.filter(slug=project).first()
        if owner is None:
            raise CommandError(f"There is no project {project}.")
        try:
            receipts = import_file(file, owner)
        except (OSError, EOFError, zlib.error) as error:
            raise CommandError(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}") from error
        except MalformedBatch as error:
            raise CommandError(f"{file}: {error.detail}") from error
        self.stdout.write(summary(receipts))


def import_file(path: Path, project: Project) -> list[Receipt]:
    """Posts the file's lines in batches. Raises OSError, EOFError or zlib.error where it cannot be read."""
    with (
        path.open("rb") as file,
        tqdm(total=path.stat().st_size, unit="B", unit_scale=True, desc=path.name) as bar,
    ):
        receipts = []
        for body in batches(_lines(path, file)):
            receipts.append(accept_batch(project, None, body, "application/x-ndjson", "", source="import"))
            bar.update(file.tell() - bar.n)
        return receipts


def _lines(path: Path, file: IO[bytes]) -> Iterator[bytes]:
    return iter(gzip.open(file, "rb") if path.suffix == ".gz" else file)


def summary(receipts: list[Receipt]) -> str:
    accepted, duplicates, rejected = (
        sum(getattr(receipt, name) for receipt in receipts) for name in ("accepted", "duplicates", "rejected")
    )
    return f"accepted {accepted}, duplicates {duplicates}, rejected {rejected}"
