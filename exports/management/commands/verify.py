from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exports.management.arguments import add_project, dataset_of
from exports.releases.find import find_release
from exports.releases.storage import release_storage
from exports.releases.verify import verify


class Command(BaseCommand):
    help = "Re-hashes every file of a release; ends with an error naming the first that is not as published."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the dataset's name")
        parser.add_argument("version", help="a version or a channel")
        add_project(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        dataset = dataset_of(options)
        release = find_release(dataset, options["version"])
        if release is None:
            raise CommandError(f"{dataset} has no version or channel {options['version']!r}.")
        count = 0
        for checked in verify(release, release_storage()):
            if checked.error:
                raise CommandError(f"{checked.path} {checked.error}")
            count += 1
        self.stdout.write(f"{release}: {count} files as published")
