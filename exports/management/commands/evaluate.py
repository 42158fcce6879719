"""manage.py evaluate: how right the labels are, on simulated worlds whose truth is known."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from exports.evaluation import figures, table
from exports.evaluation.aims import results
from exports.evaluation.report import PAIR_TIERS, Report
from exports.evaluation.run import STEPS, evaluate
from exports.evaluation.scratch import ScratchError
from exports.evaluation.sources import Folder, Simulated, Source, in_folder
from exports.evaluation.truth import TruthError
from exports.preferences.grading import LOW
from flywheel.demo.world import WORLDS
from flywheel.demo.world.problems import read as problems_of

SEEDS = (101, 102, 103)  # not those the shipped calibration is fitted on
INTERACTIONS = 5_000  # fewer, and a world holds too few poisoned pairs to tell
ALL = (*PAIR_TIERS, LOW)
_INTERRUPTED = 130  # as shells tell Ctrl-C


class Command(BaseCommand):
    help = "Runs the whole pipeline on simulated worlds, in databases of its own, and compares labels with the truth."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--world", action="append", choices=list(WORLDS), help="may be repeated; default: all")
        parser.add_argument("--seed", action="append", type=int, help=f"may be repeated; default: {SEEDS}")
        parser.add_argument("--interactions", type=int, default=INTERACTIONS, help="of each run")
        parser.add_argument("--benchmark", type=Path, help="a file of benchmark problems to plant in prompts")
        parser.add_argument("--from", dest="folder", type=Path, help="a folder of manage.py simulate instead")
        parser.add_argument("--folder", dest="out", type=Path, help="where to write report.json and the plots (SVG)")
        parser.add_argument("--all-pairs", action="store_true", help="count the low tier too, which no release takes")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
        parser.add_argument("--require", action="store_true", help="fail where an aim is missed")

    def handle(self, *args: Any, **options: Any) -> None:
        reports = _reports(_sources(options), ALL if options["all_pairs"] else PAIR_TIERS)
        document = msgspec.json.encode({"runs": reports, "worst": results(reports)})
        self.stdout.write(document.decode() if options["json"] else "\n".join(table.lines(reports)))
        if options["out"]:
            _write(options["out"], reports, document)
        missed = [one.title for one in results(reports) if not one.met]
        if options["require"] and missed:
            raise CommandError(f"aims missed: {', '.join(missed)}")


def _sources(options: dict[str, Any]) -> list[Source]:
    if options["folder"]:
        return [_folder(options["folder"])]
    if options["interactions"] < 1:
        raise CommandError("--interactions must be at least 1.")
    try:
        problems_of(options["benchmark"])
    except (OSError, ValueError) as error:
        raise CommandError(f"The benchmark cannot be read: {error}") from error
    return [
        Simulated(world, seed, options["interactions"], options["benchmark"])
        for world in options["world"] or WORLDS
        for seed in options["seed"] or SEEDS
    ]


def _folder(path: Path) -> Folder:
    try:
        in_folder(path)
    except FileNotFoundError as error:
        raise CommandError(str(error)) from error
    return Folder(path)


def _reports(sources: list[Source], pair_tiers: tuple[str, ...]) -> list[Report]:
    with tqdm(
        total=len(sources) * len(STEPS), desc="evaluating", bar_format="{percentage:3.0f}% |{bar}| {elapsed} {desc}"
    ) as bar:

        def step(doing: str) -> None:
            bar.set_description_str(doing)
            bar.update()

        try:
            return list(evaluate(sources, step, pair_tiers))
        except (ScratchError, TruthError) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as error:
            raise CommandError("Interrupted. What was made for it is gone.", returncode=_INTERRUPTED) from error


def _write(folder: Path, reports: list[Report], document: bytes) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.json").write_bytes(document)
        for name, drawn in figures.draw(reports).items():
            (folder / f"{name}.svg").write_text(drawn, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{folder} cannot be written: {error.strerror}") from error
