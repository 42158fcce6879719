"""Claims changed groups, derives their records and saves them: one transaction, so that a killed worker leaves
the groups to the next and saves nothing twice."""

import logging
from collections.abc import Sequence

from django.db import transaction

from exports.models import LeftOut
from exports.preferences.derivation import Derivation, derive
from exports.preferences.records import rows_of
from exports.preferences.replacing import replace_records
from telemetry.clean_interactions import claim_changed_groups
from telemetry.contracts import ChangedGroup

log = logging.getLogger(__name__)


def derive_stale(limit: int = 500) -> int:
    """Brings the records of up to `limit` changed groups up to date; returns how many groups that were."""
    with transaction.atomic(), claim_changed_groups(limit) as groups:
        if groups:
            results = [derive(group.group_id, group.members) for group in groups]
            _save(groups, results)
    return len(groups)


def _save(groups: Sequence[ChangedGroup], results: Sequence[Derivation]) -> None:
    keys = [(group.project_id, group.group_id) for group in groups]
    paired = list(zip(groups, results, strict=True))
    replace_records(keys, (row for group, result in paired for row in rows_of(group, result.drafts)))
    for project_id in {group.project_id for group in groups}:
        mine = [group.group_id for group in groups if group.project_id == project_id]
        LeftOut.objects.filter(project_id=project_id, group_id__in=mine).delete()
    LeftOut.objects.bulk_create([row for group, result in paired for row in _left_out(group, result)])


def _left_out(group: ChangedGroup, result: Derivation) -> list[LeftOut]:
    if result.failure:
        log.error(
            "deriving group %s of project %s failed: %s", group.group_id, group.project_id, result.failure
        )
    return [
        LeftOut(
            project_id=group.project_id,
            group_id=group.group_id,
            reason=f"{reason} ({result.failure})"[:120] if result.failure else reason,
            count=count,
        )
        for reason, count in result.reasons.items()
    ]
