"""manage.py calibrate: fits how confidence is read from signals, on people's verdicts or on simulated worlds."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from exports import models
from exports.calibration import run, versions
from exports.calibration.fit import TooLittleError
from exports.evaluation import fit_default
from exports.evaluation.scratch import ScratchError
from exports.evaluation.sources import Simulated
from exports.management.arguments import project_of
from exports.preferences.calibration import DEFAULT_CALIBRATION, Calibration, encode
from flywheel.demo.world import WORLDS


class Command(BaseCommand):
    help = (
        "Fits a project's confidence model on what people said of its records (manage.py import_verdicts, the record"
        " page), or with --simulate the shipped one on simulated worlds."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--project", help="the project's name")
        what.add_argument("--simulate", action="store_true", help="fit the shipped calibration; needs --output")
        parser.add_argument("--activate", action="store_true", help="make records with the new fit from now on")
        parser.add_argument("--dry-run", action="store_true", help="fit and report, keep nothing")
        parser.add_argument("--list", action="store_true", help="list the versions instead")
        parser.add_argument("--use", metavar="VERSION", help="make this version active instead, or `shipped`")
        parser.add_argument("--worlds", nargs="+", choices=list(WORLDS), default=list(fit_default.WORLDS))
        parser.add_argument("--seeds", nargs="+", type=int, default=list(fit_default.SEEDS))
        parser.add_argument("--interactions", type=int, default=fit_default.INTERACTIONS, help="of each world and seed")
        parser.add_argument("--output", type=Path, help="where to write the shipped calibration")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["simulate"]:
            return self._simulate(options)
        project = project_of(options)
        if options["list"]:
            return self._list(project.pk)
        if options["use"]:
            return self._use(project, options["use"])
        try:
            fitted = run.calibrate(project)
        except TooLittleError as error:
            raise CommandError(f"{error} Records can be judged on their page, or imported.") from error
        self._tell(fitted.calibration, fitted.report)
        if options["dry_run"]:
            return None
        version = versions.save(project, fitted).version
        self.stdout.write(f"kept as version {version}")
        return self._use(project, str(version)) if options["activate"] else None

    def _tell(self, calibration: Calibration, report: dict[str, Any]) -> None:
        self.stdout.write(msgspec.json.format(msgspec.json.encode(report), indent=2).decode())
        for kind, rules in calibration.rule_flip_rates.items():
            for rule, flip in rules.items():
                self.stdout.write(
                    f"{kind:<9}{rule:<22}{flip.n:>7,}  flips {flip.rate:.3f} ({flip.low:.3f}–{flip.high:.3f})"
                )

    def _list(self, project_id: int) -> None:
        found = models.Calibration.objects.filter(project_id=project_id).order_by("version")
        for one in found:
            self.stdout.write(
                f"{one.version:>4}  {one.created_at:%Y-%m-%d %H:%M}  {'active' if one.active else ''}".rstrip()
            )
        if not any(one.active for one in found):
            self.stdout.write(f"shipped ({DEFAULT_CALIBRATION.version}) active")

    def _use(self, project: Any, version: str) -> None:
        if version != "shipped" and not version.isdecimal():
            raise CommandError(f"--use takes a version's number or `shipped`, not {version!r}.")
        try:
            groups = versions.activate(project, None if version == "shipped" else int(version))
        except versions.NoVersionError as error:
            raise CommandError(f"{error} manage.py calibrate --project {project} --list shows them.") from error
        self.stdout.write(f"{version} is active; {groups:,} groups are queued for new records")

    def _simulate(self, options: dict[str, Any]) -> None:
        if options["output"] is None:
            raise CommandError("--simulate needs --output FILE.")
        if not options["output"].parent.is_dir() or options["output"].is_dir():
            raise CommandError(f"{options['output']} cannot be written: name a file in a folder that is there.")
        sources = [
            Simulated(world, seed, options["interactions"]) for world in options["worlds"] for seed in options["seeds"]
        ]
        try:
            with tqdm(desc="calibrating", bar_format="{elapsed} {desc}", disable=None) as bar:
                calibration = fit_default.fit_default(sources, bar.set_description_str)
        except (ScratchError, TooLittleError) as error:
            raise CommandError(str(error)) from error
        options["output"].write_bytes(encode(calibration))
        self._tell(calibration, {kind: {"n": one.n, "ece": one.ece} for kind, one in calibration.curves.items()})
