"""Fits the shipped calibration on simulated truth.

Each world runs through the pipeline in a scratch database; then its groups are derived again without floors, so that
confidence is learnt also of what confidence would leave out. What screening holds back is not learnt from, as it is not
released. The seeds are not those `manage.py evaluate` uses by default: what is measured there was never seen here.
"""

from collections.abc import Sequence
from typing import Final

from exports.calibration.fit import fit
from exports.calibration.judging import judged
from exports.calibration.rows import Judged
from exports.contracts import Draft
from exports.evaluation import chain, truth
from exports.evaluation.chain import Files, Progress
from exports.evaluation.judging import RIGHT, UNKNOWN, judge_labels, judge_pairs
from exports.evaluation.rows import Row
from exports.evaluation.scratch import server
from exports.evaluation.sources import Simulated, files_of
from exports.evaluation.truth import Truth
from exports.models import Hold
from exports.preferences.calibration import DEFAULT_CALIBRATION, Calibration, Source
from exports.preferences.identity import record_id
from flywheel.projects.models import Project
from telemetry.clean_interactions import all_groups

# The two ends of how noisy people are: a confidence between them is nowhere far off, and the worlds in between, and the
# one with people who cheat, stay unseen.
WORLDS: Final = ("calm", "noisy")
SEEDS: Final = (9001, 9002, 9003, 9004)
INTERACTIONS: Final = 4_000
VERSION: Final = "default"


def fit_default(sources: Sequence[Simulated], step: Progress) -> Calibration:
    """The calibration of these worlds. Raises ScratchError, TooLittleError."""
    rows: list[Judged] = []
    with server() as databases:
        for source in sources:
            step(f"{source.name} simulating")
            with files_of(source) as files, databases.copy():
                rows += _rows(files, source.name, step)
    step("fitting")
    worlds = tuple(sorted({source.world for source in sources}))
    seeds = tuple(sorted({source.seed for source in sources}))
    origin = Source(name="simulated", n=len(rows), worlds=worlds, seeds=seeds)
    return fit(rows, version=VERSION, source=origin, position_shares=DEFAULT_CALIBRATION.position_shares)


def _rows(files: Files, name: str, step: Progress) -> list[Judged]:
    with files.truth.open("rb") as lines:
        known = truth.read(lines)
    chain.run(files, known, lambda doing: step(f"{name} {doing}"))
    return _judged(known, name)


def _judged(known: Truth, name: str) -> list[Judged]:
    """One world's drafts with their truth. A world's name keeps its groups apart from those of others."""
    project = Project.objects.get()
    held = set(Hold.objects.filter(project=project, active=True).values_list("record_id", flat=True))

    def judge(group_id: str, draft: Draft) -> bool | None:
        return None if record_id(group_id, draft) in held else is_right(known, draft)

    rows = judged(all_groups(project.pk), DEFAULT_CALIBRATION, judge)
    return [row._replace(group=f"{name} {row.group}") for row in rows]


def is_right(known: Truth, draft: Draft) -> bool | None:
    """By the truth of its world; None where that does not know the texts."""
    row = Row(
        record_id="",
        kind=draft.kind,
        rule=draft.rule,
        tier=draft.tier,
        confidence=draft.confidence,
        label=draft.label,
        chosen_event=draft.chosen_event,
        rejected_event=draft.rejected_event,
    )
    (found,) = judge_pairs([row], known) if draft.kind == "pair" else judge_labels([row], known)
    return None if found.verdict == UNKNOWN else found.verdict == RIGHT
