"""After an upgrade, or a new calibration: queueing what was made by other versions, and nothing else.

Assembled interactions do not depend on stages and rules, so a new stage cleans anew without assembling, and a new
rule derives anew without cleaning. A group is queued only where its interactions changed or the rules did.
"""

from django.db import transaction

from exports.models import AppliedRules
from exports.preferences.derivation import rules_version
from exports.preferences.run import active_calibrations
from flywheel.projects.models import Project
from telemetry import clean_interactions


def mark_outdated() -> int:
    """Queues interactions cleaned by other stages and groups derived by other rules; returns how many of both.

    Once for each version, in one transaction with noting it: a killed process notes nothing it has not queued.
    """
    return clean_interactions.mark_outdated() + _mark_groups()


def _mark_groups() -> int:
    return sum(mark_groups(project_id) for project_id in Project.objects.order_by("pk").values_list("pk", flat=True))


def mark_groups(project_id: int) -> int:
    """Queues every group of a project whose records other rules, cut-offs or another calibration made; how many."""
    version = rules_version(calibration=active_calibrations({project_id})[project_id])
    with transaction.atomic():
        applied, is_new = AppliedRules.objects.get_or_create(project_id=project_id, defaults={"version": version})
        if not is_new and not AppliedRules.objects.filter(pk=applied.pk).exclude(version=version).update(
            version=version
        ):
            return 0
        return clean_interactions.mark_all_groups_changed(project_id)
