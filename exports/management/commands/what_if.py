"""manage.py what_if: what other cut-offs or rules would make of the stored interactions."""

from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from exports.management.arguments import add_project, project_of
from exports.what_if.plan import NAMES, RULES, Plan, PlanError, from_toml, from_words
from exports.what_if.run import try_plan
from exports.what_if.table import document, lines


class Command(BaseCommand):
    help = "Derives records with other cut-offs, or with rules off, and compares. Nothing is changed."

    def add_arguments(self, parser: CommandParser) -> None:
        add_project(parser)
        parser.add_argument("--cutoff", action="append", default=[], help=f"NAME=NUMBER; names: {', '.join(NAMES)}")
        parser.add_argument("--without", action="append", default=[], choices=RULES, metavar="RULE")
        parser.add_argument("--plan", type=Path, help="a TOML file instead: without = [...] and a table [cutoffs]")
        parser.add_argument("--groups", type=int, help="only that many groups, a random sample")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *, plan: Path | None, groups: int | None, json: bool, **options: Any) -> None:
        project = project_of(options)
        if groups is not None and groups < 1:
            raise CommandError("--groups must be at least 1.")
        try:
            wanted = _read(plan) if plan else from_words(options["cutoff"], options["without"])
            with tqdm(desc="deriving", unit=" groups", total=groups, disable=None) as bar:
                tally = try_plan(project, wanted, groups=groups, progress=bar.update)
        except PlanError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(msgspec.json.encode(document(tally)).decode() if json else "\n".join(lines(tally)))


def _read(path: Path) -> Plan:
    try:
        return from_toml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"The plan {path} cannot be read: {getattr(error, 'strerror', None) or error}") from error
