"""How much of what came in reaches training: events → interactions → clean → records → release rows."""

from django.db.models import Count, Sum

from exports.models import LeftOut, Record, Release, ReleaseFile
from exports.releases.schema import TABLES
from flywheel.projects.models import Project
from telemetry import clean_interactions
from telemetry.contracts import Frozen


class Funnel(Frozen, frozen=True, kw_only=True, omit_defaults=False):
    """Counts of one project.

    `candidates` says what became of those a person saw: shown, accepted, dismissed, open.
    `release_rows` are those of each dataset's newest release; `left_out` counts drafts that became no
    record, by reason, `dropped` interactions cleaning found nothing to learn from, `held` those it keeps until
    a curator clears them, and `reasons` interactions by what cleaning did to them or saw, as `stage:reason`.
    """

    events: int
    interactions: int
    candidates: dict[str, int]
    clean: int
    dropped: int
    held: int
    records: dict[str, int]
    release_rows: dict[str, int]
    left_out: dict[str, int]
    reasons: dict[str, int]

    @property
    def acceptance(self) -> float | None:
        """Share of the shown candidates that were accepted; None before any was shown."""
        shown = self.candidates["shown"]
        return self.candidates["accepted"] / shown if shown else None


def funnel(project: Project) -> Funnel:
    counts = clean_interactions.counts(project.pk)
    return Funnel(
        events=counts.events,
        interactions=counts.interactions,
        candidates=_candidates(counts),
        clean=counts.clean,
        dropped=counts.dropped + counts.rejected,
        held=counts.held,
        records=_records(project),
        release_rows=_release_rows(project),
        left_out=_left_out(project),
        reasons=counts.reasons,
    )


def _candidates(counts: clean_interactions.Counts) -> dict[str, int]:
    return {
        "shown": counts.shown,
        "accepted": counts.accepted,
        "dismissed": counts.dismissed,
        "open": counts.shown - counts.accepted - counts.dismissed,
    }


def _records(project: Project) -> dict[str, int]:
    found = Record.objects.filter(project=project).values_list("kind").annotate(Count("pk"))
    counted = dict(found.order_by("kind"))
    return {kind: counted.get(kind, 0) for kind in Record.Kind.values}


def _release_rows(project: Project) -> dict[str, int]:
    newest = Release.objects.filter(dataset__project=project).order_by("dataset_id", "-major", "-minor", "-patch")
    releases = list(newest.distinct("dataset_id").values_list("pk", flat=True))
    return {kind: _rows(releases, table) for kind, table in TABLES.items()}


def _rows(releases: list[int], table: str) -> int:
    files = ReleaseFile.objects.filter(release_id__in=releases, path__startswith=f"{table}/")
    return int(files.aggregate(rows=Sum("row_count"))["rows"] or 0)


def _left_out(project: Project) -> dict[str, int]:
    found = LeftOut.objects.filter(project=project).values_list("reason").annotate(Sum("count"))
    return {reason: int(number) for reason, number in found.order_by("reason")}
