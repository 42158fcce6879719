"""`manage.py simulate FOLDER --world NAME --seed N --interactions N`: a world with known truth, as files."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from flywheel.demo.world import WORLDS, generate
from flywheel.demo.world.problems import read
from flywheel.demo.world.write import write, write_benchmark

EARLIEST = 1970  # of --until: a world reaches back for weeks, and its times are those of computers


class Command(BaseCommand):
    requires_system_checks = ()  # it needs neither database nor pages
    help = "Writes events.ndjson, truth.ndjson and benchmark.jsonl of a simulated world: same arguments, same files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--world", choices=sorted(WORLDS), default="typical")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--interactions", type=int, default=5000)
        parser.add_argument("--benchmark", type=Path, help="problems in HumanEval's fields, .gz too; else own ones")
        parser.add_argument("--until", type=_moment, help="nothing is later, 2026-01-30T18:00 (default: this hour)")
        parser.add_argument("--force", action="store_true", help="write over what is in the folder")

    def handle(self, *args: Any, folder: Path, benchmark: Path | None, **options: Any) -> None:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and not options["force"]:
            raise CommandError(f"{folder} is there and not empty. Name another folder, or add --force.")
        wanted: int = options["interactions"]
        if wanted < 1:
            raise CommandError("--interactions must be at least 1.")
        until = options["until"] or datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        try:
            problems = read(benchmark)
        except (OSError, ValueError) as error:
            raise CommandError(f"The benchmark cannot be read: {error}") from error
        stories = generate(WORLDS[options["world"]], options["seed"], wanted, benchmark, until=until)
        try:
            with tqdm(total=wanted, unit=" interactions", desc=folder.name) as bar:
                counts = write(folder, stories, bar.update)
            write_benchmark(folder, problems)
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}") from error
        for name, count in sorted(counts.items()):
            self.stdout.write(f"{name:<28}{count:>12,}")


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.year < EARLIEST:
        raise ArgumentTypeError(f"the year must be {EARLIEST} or later")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
