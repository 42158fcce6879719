import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from exports.management.arguments import add_project, dataset_of
from exports.models import Build
from exports.releases.run import BuildError, NotClaimedError, request_build, run_build
from exports.releases.storage import StorageError
from exports.releases.versions import BUMPS

POLL_SECONDS = 0.5


class Command(BaseCommand):
    help = "Builds a release of a dataset and prints its version, alone, on standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the dataset's name")
        add_project(parser)
        parser.add_argument("--bump", choices=BUMPS, default="auto", help="at least this part of the version goes up")
        parser.add_argument("--notes", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        build = request_build(dataset_of(options), options["bump"], options["notes"], announce=False)
        with tqdm(total=100, desc="release", bar_format="{desc} {percentage:3.0f}% |{bar}| {elapsed}") as bar:
            _run_to_end(build, bar)
            _show(bar, 1.0)
        build.refresh_from_db()
        if build.release is None:
            raise CommandError(build.error)
        self.stdout.write(build.release.version)


def _run_to_end(build: Build, bar: "tqdm[Any]") -> None:
    """Runs the build here, or watches the worker that was quicker, or waits for the build before it."""
    while Build.objects.filter(pk=build.pk, state__in=[Build.State.QUEUED, Build.State.RUNNING]).exists():
        try:
            run_build(build.pk, lambda share, _: _show(bar, share))
        except NotClaimedError:
            time.sleep(POLL_SECONDS)
            build.refresh_from_db()
            _show(bar, build.progress)
        except BuildError:
            return
        except StorageError as error:
            raise CommandError(str(error)) from error


def _show(bar: "tqdm[Any]", share: float) -> None:
    bar.n = round(100 * share)
    bar.refresh()
