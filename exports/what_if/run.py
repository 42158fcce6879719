"""Trying a plan on what is stored. Nothing is written."""

from collections.abc import Callable
from itertools import islice
from time import monotonic

from exports import models
from exports.calibration.gold import Answer, settled
from exports.preferences.derivation import derive
from exports.preferences.run import active_calibrations
from exports.what_if.plan import Plan
from exports.what_if.tally import Tally
from flywheel.projects.models import Project
from telemetry.clean_interactions import all_groups


def try_plan(
    project: Project,
    plan: Plan,
    *,
    groups: int | None = None,
    seconds: float | None = None,
    progress: Callable[[int], object] = lambda done: None,
) -> Tally:
    """Derives the project's groups both ways: all of them, or the first `groups`, as many as `seconds` allow.

    Group ids are digests, so the first ones in their order are a random sample. Raises PlanError.
    """
    calibration = active_calibrations({project.pk})[project.pk]
    rules, cutoffs = plan.rules(), plan.applied()
    gold = answers(project)
    tally = Tally()
    end = None if seconds is None else monotonic() + seconds
    for group in islice(all_groups(project.pk), groups):
        before = derive(group.group_id, group.members, calibration=calibration)
        after = derive(group.group_id, group.members, rules, cutoffs=cutoffs, calibration=calibration)
        tally.add(group.group_id, before, after, gold)
        progress(1)
        if end is not None and monotonic() >= end:
            break
    return tally


def answers(project: Project) -> dict[str, str]:
    """What people settled, by question."""
    verdicts = models.Verdict.objects.filter(project=project).order_by("id")
    return settled(Answer(*row) for row in verdicts.values_list("question", "decided_by", "answer"))
