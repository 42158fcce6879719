"""`manage.py scan PATH…`: what the cleaning would replace in files and in exported events, without saying it."""

import gzip
import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from telemetry.cleaning.redaction.scanning import Report, places_in_record, places_in_text

RECORDS = (".ndjson", ".jsonl", ".ndjson.gz", ".jsonl.gz")  # one JSON value a line
LARGEST = 64_000_000  # bytes of a file read at once; files of records may have any size
IGNORED = frozenset({".git", ".hg", ".svn", "__pycache__"})


class Command(BaseCommand):
    help = (
        "Says which secrets and personal data redaction would replace in files, folders and files of events:"
        " how many by reason, and where. The values themselves are never printed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="+", type=Path)
        parser.add_argument("--json", action="store_true", help="The counts and the places as JSON.")
        parser.add_argument("--show", action="store_true", help="Name each place, without its value.")

    def handle(self, *args: Any, **options: Any) -> None:
        report = Report()
        for path in tqdm(list(_files(options["path"])), unit="file", leave=False):
            _scan(report, path)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json()))
            return
        for line in (*report.lines(), *(report.places if options["show"] else ())):
            self.stdout.write(str(line))


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_file():
            yield path
        elif path.is_dir():
            inside = sorted(path.rglob("*"))
            yield from (each for each in inside if each.is_file() and not IGNORED & set(each.parts))
        else:
            raise CommandError(f"{path} is not there. Name files or folders.")


def _scan(report: Report, path: Path) -> None:
    report.files += 1
    name = str(path)
    try:
        if name.endswith(RECORDS):
            with (
                gzip.open(path, "rt", encoding="utf-8")
                if name.endswith(".gz")
                else path.open(encoding="utf-8") as lines
            ):
                for number, line in enumerate(lines, 1):
                    report.add(places_in_record(name, number, line), len(line))
        elif path.stat().st_size > LARGEST:
            report.unread.append(name)
        else:
            text = path.read_text(encoding="utf-8")
            report.add(places_in_text(name, text), len(text))
    except (OSError, ValueError, EOFError):
        report.unread.append(name)
