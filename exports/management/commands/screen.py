"""manage.py screen: searches a project's records for abuse and holds back what is suspicious."""

from collections.abc import Iterator
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from exports.abuse.found import Screening
from exports.abuse.run import examine, screen
from exports.abuse.words import sentence
from exports.management.arguments import add_project, project_of


class Command(BaseCommand):
    help = "Searches a project's records for poisoned patterns, bots and bursts, and holds back what is suspicious."

    def add_arguments(self, parser: CommandParser) -> None:
        add_project(parser)
        parser.add_argument("--dry-run", action="store_true", help="say what would be found and held, keep nothing")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, **options: Any) -> None:
        project = project_of(options)
        search = examine if options["dry_run"] else screen
        with tqdm(desc="screening", unit=" choices", disable=None) as bar:
            screening = search(project.pk, bar.update)
        self.stdout.write(msgspec.json.encode(screening).decode() if options["json"] else "\n".join(_lines(screening)))


def _lines(screening: Screening) -> Iterator[str]:
    found, spread = screening.found, screening.concentration
    yield (
        f"{screening.choices:,} choices of {screening.people:,} people: {len(found):,} findings,"
        f" {screening.held:,} records held back"
    )
    yield (
        f"The most active person made {spread.top_share:.0%} of the choices; {spread.people:,} people count as"
        f" {spread.effective_people:.1f} (Gini {spread.gini:.2f})."
    )
    for one in found:
        yield f"{one.kind}: {sentence(one.kind, one.evidence)} ({len(one.record_ids):,} records)"
