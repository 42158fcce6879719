"""What the records pages read: keyset pages by id, never a count, texts only for the open record."""

from typing import NamedTuple

from django.db.models import QuerySet

from exports.models import Record
from exports.review import filters
from exports.review.filters import Filters

_TEXTS = (
    "prompt_roles",
    "prompt_contents",
    "chosen",
    "rejected",
    "completion",
    "reward_components",
    "events",
)
_RECENT = 5000


class Choices(NamedTuple):
    """The values among the latest records, offered by the filters."""

    rules: list[str]
    languages: list[str]
    tiers: list[str]


def page(project_id: int, wanted: Filters, before: int | None, size: int) -> list[Record]:
    """Up to `size` records under the id `before`, newest first, without their texts."""
    records = _matching(project_id, wanted).defer(*_TEXTS)
    if before is not None:
        records = records.filter(pk__lt=before)
    return list(records.order_by("-pk")[:size])


def neighbours(record: Record, wanted: Filters) -> tuple[str | None, str | None]:
    """The record ids before and after this one in the filtered list."""
    ids = _matching(record.project_id, wanted).values_list("record_id", flat=True)
    previous = ids.filter(pk__gt=record.pk).order_by("pk").first()
    following = ids.filter(pk__lt=record.pk).order_by("-pk").first()
    return previous, following


def choices(project_id: int) -> Choices:
    latest = Record.objects.filter(project_id=project_id).order_by("-pk").values("pk")[:_RECENT]
    rows = set(Record.objects.filter(pk__in=latest).values_list("rule", "language", "tier").distinct())
    return Choices(*(sorted({row[column] for row in rows} - {""}) for column in range(3)))


def _matching(project_id: int, wanted: Filters) -> QuerySet[Record]:
    return filters.apply(wanted, Record.objects.filter(project_id=project_id))
