"""Screening a project's records for abuse: reads, judges, and keeps what it found.

What is found is a function of the records and rhythms as they are, so screening twice finds the same once. NumPy and
SciPy are imported when a search begins, never when a server starts.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone
from msgspec.structs import replace

from exports.abuse import reading
from exports.abuse.found import INSECURE, PATTERN, Concentration, Found, Screening
from exports.abuse.saving import held, save
from exports.abuse.thresholds import FAST_MS, IDLE_S, VERSION
from exports.models import Finding, Record, Screened
from flywheel.projects.models import Project
from telemetry.clean_interactions import rhythms

SWEEP_EVERY = timedelta(hours=1)  # without a build nobody waits for the result

Progress = Callable[[int], object]

_NOTHING = Screening(choices=0, people=0, tests=0, found=(), held=0, concentration=Concentration())


def screen(project_id: int, progress: Progress = lambda done: None) -> Screening:
    """Searches a project's records and holds back what is suspicious; `progress` is told of choices read."""
    mark = _mark(project_id)
    screening = examine(project_id, progress)
    save(project_id, screening.found, mark)
    return replace(screening, held=held(project_id))


def screen_if_changed(project_id: int, progress: Progress = lambda done: None) -> bool:
    """Screens unless no record changed since the last time; True where it did."""
    unchanged = Screened.objects.filter(project_id=project_id, mark=_mark(project_id))
    if unchanged.update(screened_at=timezone.now()):
        return False
    screen(project_id, progress)
    return True


def screen_due(now: datetime | None = None) -> int:
    """Screens changed projects that were not looked at for SWEEP_EVERY; returns how many those were."""
    recent = Screened.objects.filter(screened_at__gt=(now or timezone.now()) - SWEEP_EVERY).values("project_id")
    projects = Project.objects.exclude(pk__in=recent).order_by("pk").values_list("pk", flat=True)
    return sum(screen_if_changed(project_id) for project_id in projects)


def examine(project_id: int, progress: Progress = lambda done: None) -> Screening:
    """What a search finds, without keeping it: a second pass over the records only where the first asks for one."""
    records = Record.objects.filter(project_id=project_id).count()
    if not records:
        return _NOTHING
    from exports.abuse import concentration, search, sketch

    confirmed = list(Finding.objects.filter(project_id=project_id, state=Finding.State.CONFIRMED))
    ngrams = _ngrams(confirmed)
    first = search.first_pass(reading.choices(project_id), sketch.size_for(records), progress)
    found = first.known.judge(first.people, _patterns(confirmed))
    if len(first.survivors) or ngrams:
        found += search.second_pass(reading.choices(project_id, prompts=True), first, ngrams, found, progress)
    found += _sources(project_id)
    return Screening(
        choices=first.choices,
        people=first.people,
        tests=first.tests,
        found=(*found, *concentration.shares(first.by_person)),
        held=len({record_id for one in found for record_id in one.record_ids}),
        concentration=concentration.concentration(first.by_person),
    )


def _sources(project_id: int) -> list[Found]:
    from exports.abuse import sources, windows

    days = sources.by_developer(rhythms(project_id, fast_ms=FAST_MS, idle_s=IDLE_S))
    suspects = [
        *sources.bots(days),
        *sources.bursts(days),
        *sources.monotonous(days, reading.picks(project_id)),
        *sources.disagreeing(reading.judged(project_id)),
    ]
    developers = sorted({suspect.developer for suspect in suspects})
    return windows.findings(suspects, reading.only_theirs(project_id, developers)) if suspects else []


def _patterns(confirmed: list[Finding]) -> set[tuple[str, str]]:
    """What people confirmed of known patterns: pattern and developer."""
    evidence = [finding.evidence for finding in confirmed if finding.kind == INSECURE]
    return {(one["pattern"], name) for one in evidence for name in one["contributors"]}


def _ngrams(confirmed: list[Finding]) -> dict[int, set[str]]:
    """What people confirmed of unknown ones: developers by n-gram."""
    found: dict[int, set[str]] = defaultdict(set)
    for finding in confirmed:
        if finding.kind == PATTERN:
            found[int(finding.evidence["ngram"], 16)] |= set(finding.evidence["contributors"])
    return dict(found)


def _mark(project_id: int) -> str:
    return f"{VERSION} {reading.mark(project_id)}"
