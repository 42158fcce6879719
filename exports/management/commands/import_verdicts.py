"""manage.py import_verdicts: stores what people said of records elsewhere, for `manage.py calibrate`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exports.calibration.importing import VerdictFileError, read_csv, read_ndjson, store
from exports.management.arguments import add_project, project_of


class Command(BaseCommand):
    help = (
        "Stores verdicts from a CSV or NDJSON file: record_id, decided_by, and agrees (true, false, empty: cannot be"
        " told) or answer (of a pair chosen, rejected, tie or both_bad; of a text true, false or tie). All or none."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="*.csv with a header line, or *.ndjson, *.jsonl")
        add_project(parser)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        project = project_of(options)
        read = read_csv if file.suffix.lower() == ".csv" else read_ndjson
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                found = store(project, read(lines))
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror or error}") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{file} is not UTF-8: {error.reason} at byte {error.start}") from error
        except VerdictFileError as error:
            raise CommandError(f"Nothing was imported. {error}") from error
        self.stdout.write(f"{found.added:,} verdicts added, {found.known:,} were there already")
