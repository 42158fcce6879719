"""Fits a project's calibration on its gold: reads what people said and what is stored, and calls pure code."""

from collections import Counter
from collections.abc import Iterator

from msgspec.structs import replace

from exports import models
from exports.calibration.fit import fit
from exports.calibration.gold import Answer, settled
from exports.calibration.intervals import curve
from exports.calibration.judging import judged
from exports.calibration.people import reliabilities
from exports.calibration.positions import position_shares
from exports.calibration.rows import Judged
from exports.calibration.told import evidence
from exports.calibration.versions import Fitted, next_version
from exports.contracts import Draft
from exports.preferences.calibration import DEFAULT_CALIBRATION, Calibration, Source
from exports.preferences.facts import Group
from exports.preferences.identity import answer_id, question_id
from exports.preferences.observations import observe
from flywheel.projects.models import Project
from telemetry.clean_interactions import all_groups, read_groups

READ_AT_ONCE = 200  # groups


def calibrate(project: Project) -> Fitted:
    """Fits, without storing anything. Raises TooLittleError."""
    verdicts = models.Verdict.objects.filter(project=project).order_by("id")
    told = [Answer(*row) for row in verdicts.values_list("question", "decided_by", "answer")]
    answers = settled(told)
    found = evidence(_observed(project.pk))
    people = reliabilities(found.told, {**found.known, **answers})
    base = replace(DEFAULT_CALIBRATION, people=people, position_shares=position_shares(found.picks))
    rows = list(_judged(project.pk, answers, base))
    fitted = fit(
        rows,
        version=str(next_version(project)),
        source=Source(name="gold", n=len(rows), base=DEFAULT_CALIBRATION.fingerprint),
        base=base,
        people=people,
    )
    sources = Counter(verdicts.values_list("source", flat=True))
    report = {
        "verdicts": dict(sorted(sources.items())),
        "people": len({one.person for one in told}),
        "questions": len(answers),
        "judged": dict(sorted(Counter(row.kind for row in rows).items())),
        "picks": len(found.picks),
        "developers": len(people),
        "ece_shipped": _ece_of_shipped(rows),
        "ece_fitted": {
            kind: fitted.curves[kind].ece for kind in sorted({row.kind for row in rows} & set(fitted.curves))
        },
    }
    return Fitted(fitted, report)


def _observed(project_id: int) -> Iterator[Group]:
    return (observe(group.group_id, group.members) for group in all_groups(project_id))


def _judged(project_id: int, answers: dict[str, str], calibration: Calibration) -> Iterator[Judged]:
    """Drafts made anew of the groups people judged: a question stays a measure whatever rule answers it today."""

    def judge(group_id: str, draft: Draft) -> bool | None:
        answer = answers.get(question_id(group_id, draft))
        return None if answer is None else answer == answer_id(draft)

    asked = models.Verdict.objects.filter(project_id=project_id).order_by("group_id")
    groups = list(asked.values_list("group_id", flat=True).distinct())
    for start in range(0, len(groups), READ_AT_ONCE):
        yield from judged(read_groups(project_id, groups[start : start + READ_AT_ONCE]), calibration, judge)


def _ece_of_shipped(rows: list[Judged]) -> dict[str, float]:
    """How far the shipped model's confidence and people's judgement lie apart."""
    kinds = sorted({row.kind for row in rows})
    mine = {kind: [row for row in rows if row.kind == kind] for kind in kinds}
    return {
        kind: curve([row.starting for row in found], [row.agrees for row in found]).ece for kind, found in mine.items()
    }
