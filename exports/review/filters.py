"""The filters of the records page, as its address carries them. Nonsense is left out, not an error."""

from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict

from exports.models import Record

LARGEST_ID = 2**63 - 1


class Filters(NamedTuple):
    """What the list is narrowed to; empty or None: everything. Confidences are 0–1."""

    kind: str = ""
    rule: str = ""
    language: str = ""
    tier: str = ""
    least: float | None = None
    most: float | None = None
    group: str = ""
    interaction: UUID | None = None

    def query(self) -> str:
        """The filters as a query string, without those that are not set."""
        return urlencode({name: value for name, value in self._asdict().items() if value not in ("", None)})


def read(query: QueryDict) -> Filters:
    return Filters(
        kind=_among(query.get("kind", ""), Record.Kind.values),
        rule=_text(query.get("rule", "")),
        language=_text(query.get("language", "")),
        tier=_text(query.get("tier", "")),
        least=_share(query.get("least", "")),
        most=_share(query.get("most", "")),
        group=_text(query.get("group", "")),
        interaction=_uuid(query.get("interaction", "")),
    )


def apply(filters: Filters, records: QuerySet[Record]) -> QuerySet[Record]:
    exact = {
        "kind": filters.kind,
        "rule": filters.rule,
        "language": filters.language,
        "tier": filters.tier,
        "confidence__gte": filters.least,
        "confidence__lte": filters.most,
        "group_id": filters.group,
        "interactions__contains": [filters.interaction] if filters.interaction else None,
    }
    return records.filter(**{name: value for name, value in exact.items() if value not in ("", None)})


def before(query: QueryDict) -> int | None:
    """The row id to continue under, or None."""
    text = query.get("before", "")
    return min(int(text), LARGEST_ID) if text.isascii() and text.isdigit() and len(text) < 20 else None


def _among(text: str, values: list[str]) -> str:
    return text if text in values else ""


def _text(text: str) -> str:
    return text.strip().replace("\0", "\ufffd")[:200]


def _share(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
