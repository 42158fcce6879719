"""manage.py index_benchmark: what training data must not hold, from a benchmark's own files."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_slug
from django.db import transaction
from tqdm import tqdm

from telemetry import clean_interactions
from telemetry.cleaning.contamination import run
from telemetry.cleaning.contamination.build import Problem, build
from telemetry.cleaning.contamination.files import read
from telemetry.cleaning.contamination.index import Index
from telemetry.cleaning.contamination.layouts import UnreadableBenchmark, layout_of, problem
from telemetry.models import BenchmarkIndex

NGRAM = 10  # words; 10 to 13 are in use elsewhere, see telemetry.cleaning.contamination.index for why 10
LONGEST_NAME = 60


class Command(BaseCommand):
    help = (
        "Makes the index of a benchmark: what contains one of its problems is held from training. HumanEval, MBPP,"
        " SWE-bench and LiveCodeBench are recognised by their fields."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", help="What the benchmark is called in marks and releases.")
        parser.add_argument("files", nargs="*", type=Path, help="JSON Lines, JSON, Parquet or CSV; .gz too.")
        parser.add_argument("--ngram", type=int, default=NGRAM, help=f"Words an n-gram, 5 to 50; {NGRAM} unless told.")
        parser.add_argument("--fields", default="", help="The fields that hold a problem's texts, with commas.")
        parser.add_argument("--remove", action="store_true", help="Take the index of that name out of force.")
        parser.add_argument("--list", action="store_true", help="The indexes in force.")

    def handle(self, *, name: str | None, files: list[Path], **options: Any) -> None:
        if options["list"]:
            self._list()
        elif name is None:
            raise CommandError(
                "Name the benchmark and its files, for example: index_benchmark humaneval HumanEval.jsonl.gz"
            )
        elif options["remove"]:
            self._remove(name)
        else:
            self._store(
                _checked(name), files, options["ngram"], [each for each in options["fields"].split(",") if each]
            )

    def _list(self) -> None:
        for row in BenchmarkIndex.objects.order_by("name").defer("hashes", "owners"):
            files = ", ".join(f"{source['file']} ({source['sha256'][:12]})" for source in row.sources)
            self.stdout.write(
                f"{row.name}  {row.problems:,} problems, {len(row.commits):,} commits, n-grams of {row.ngram} words,"
                f" version {row.version[:12]}, from {files}"
            )

    def _remove(self, name: str) -> None:
        with transaction.atomic():
            run.lock_for_change()
            removed, _ = BenchmarkIndex.objects.filter(name=name).delete()
            if not removed:
                raise CommandError(f"There is no index named {name}. See them with: index_benchmark --list")
            queued = clean_interactions.mark_outdated()
        self.stdout.write(f"{name} is out of force. {queued:,} interactions wait to be cleaned again.")

    def _store(self, name: str, files: list[Path], ngram: int, fields: list[str]) -> None:
        if not files:
            raise CommandError(f"Name the files that hold the problems of {name}.")
        if not 5 <= ngram <= 50:
            raise CommandError("--ngram must lie between 5 and 50.")
        try:
            problems, sources = _problems(files, fields)
            with tqdm(desc="indexing", unit=" problems", total=len(problems), disable=None) as bar:
                index = build(name, problems, ngram, bar.update)
        except (UnreadableBenchmark, ValueError) as error:
            raise CommandError(str(error)) from error
        with transaction.atomic():
            run.lock_for_change()
            row = run.store(index, sources, len(problems))
            queued = clean_interactions.mark_outdated()
        self.stdout.write(_said(row, index))
        self.stdout.write(f"{queued:,} interactions wait to be cleaned again.")


def _checked(name: str) -> str:
    try:
        validate_slug(name)
    except ValidationError as error:
        raise CommandError(f"{name!r} must consist of letters, digits, - and _.") from error
    if len(name) > LONGEST_NAME:
        raise CommandError(f"The name may have {LONGEST_NAME} characters.")
    return name


def _problems(files: list[Path], fields: list[str]) -> tuple[list[Problem], list[run.Source]]:
    problems: list[Problem] = []
    sources = []
    for path in files:
        digest, rows = read(path)
        try:
            layout = layout_of(rows[0], fields)
            problems += [problem(row, layout) for row in rows]
        except UnreadableBenchmark as error:
            raise UnreadableBenchmark(f"{path}: {error}") from error
        sources.append(run.Source(path.name, digest, len(rows)))
    return problems, sources


def _said(row: BenchmarkIndex, index: Index) -> str:
    text = f"{row.name}: {row.problems:,} problems, {len(index.hashes):,} n-grams of {row.ngram} words"
    text += f", {len(row.commits):,} commits, version {row.version[:12]}."
    silent = row.problems - len({part.problem for part in index.parts})
    return text + (f" {silent:,} problems are too short to be recognised by their words." if silent else "")
