"""manage.py explain: why a record says what it says."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from exports.management.arguments import add_project, project_of
from exports.models import Record
from exports.preferences.explaining.explanation import Explanation, Moment
from exports.review.explaining import explanation_of


class Command(BaseCommand):
    help = "Explains a record: its rule, what happened and when, what raised and what lowered the confidence."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("record", help="its id, or the beginning of it")
        add_project(parser)

    def handle(self, *, record: str, **options: Any) -> None:
        found = list(Record.objects.filter(project=project_of(options), record_id__startswith=record)[:2])
        if len(found) != 1:
            raise CommandError(f"{'Several records begin' if found else 'No record begins'} with {record!r}.")
        for line in _lines(found[0], explanation_of(found[0])):
            self.stdout.write(line)


def _lines(record: Record, told: Explanation) -> Iterator[str]:
    yield f"{record.kind} {record.record_id}, rule {record.rule} version {record.rule_version}"
    yield told.says
    yield f"Confidence {record.confidence:.2f}, tier {record.tier}. {told.usual}"
    for title, influences in (("Raised by", told.raised), ("Lowered by", told.lowered)):
        if influences:
            yield f"{title}:"
            yield from (f"  {one.points * 100:+5.1f} points  {one.phrase}" for one in influences)
    yield "What happened (* the record rests on it):"
    yield from map(_moment, told.moments)
    if not told.moments:
        yield "  The interactions behind it are no longer kept."


def _moment(moment: Moment) -> str:
    of = f" [{moment.of}]" if moment.of else ""
    return f"  {'*' if moment.is_evidence else ' '} {moment.when:%Y-%m-%d %H:%M:%S} {moment.actor:<9} {moment.what}{of}"
