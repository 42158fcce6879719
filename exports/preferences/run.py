"""Claims changed groups, derives their records and saves them.

All in one transaction, so that a killed worker leaves the groups to the next and saves nothing twice.
"""

import logging
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db import transaction

from exports.models import Calibration as CalibrationRow
from exports.models import LeftOut
from exports.preferences.calibration import DEFAULT_CALIBRATION, Calibration, decode
from exports.preferences.derivation import Derivation, derive, failed
from exports.preferences.records import Row, rows_of
from exports.preferences.replacing import replace_records
from telemetry.clean_interactions import claim_changed_groups
from telemetry.contracts import ChangedGroup

log = logging.getLogger(__name__)


def derive_stale(limit: int = 500) -> int:
    """Brings the records of up to `limit` changed groups up to date; returns how many groups that were."""
    with transaction.atomic(), claim_changed_groups(limit) as groups:
        if groups:
            calibrations = active_calibrations({group.project_id for group in groups})
            _save([_derive(group, calibrations[group.project_id]) for group in groups])
    return len(groups)


def active_calibrations(project_ids: set[int]) -> dict[int, Calibration]:
    """What each project's records are made with: its active calibration, else the shipped one.

    Read after the groups are claimed: a calibration that becomes active later queues its groups again.
    """
    active = CalibrationRow.objects.filter(project_id__in=project_ids, active=True)
    own = {project_id: _decoded(document) for project_id, document in active.values_list("project_id", "document")}
    return {project_id: own.get(project_id, DEFAULT_CALIBRATION) for project_id in project_ids}


_decoded = lru_cache(maxsize=8)(decode)  # by the document itself, so it can never be an outdated one


class _Derived(NamedTuple):
    group: ChangedGroup
    result: Derivation
    rows: list[Row]


def _derive(group: ChangedGroup, calibration: Calibration) -> _Derived:
    result = derive(group.group_id, group.members, calibration=calibration)
    try:
        return _Derived(group, result, rows_of(group, result.drafts))
    except Exception as error:  # one group that fits no row must not hold up the others for ever
        return _Derived(group, failed("records", error), [])


def _save(derived: Sequence[_Derived]) -> None:
    keys = [(one.group.project_id, one.group.group_id) for one in derived]
    replace_records(keys, (row for one in derived for row in one.rows))
    for project_id in {project_id for project_id, _ in keys}:
        mine = [group_id for project, group_id in keys if project == project_id]
        LeftOut.objects.filter(project_id=project_id, group_id__in=mine).delete()
    LeftOut.objects.bulk_create([row for one in derived for row in _left_out(one.group, one.result)])


def _left_out(group: ChangedGroup, result: Derivation) -> list[LeftOut]:
    if result.failure:
        log.error("deriving group %s of project %s failed: %s", group.group_id, group.project_id, result.failure)
    return [
        LeftOut(
            project_id=group.project_id,
            group_id=group.group_id,
            reason=f"{reason} ({result.failure})"[:120] if result.failure else reason,
            count=count,
        )
        for reason, count in result.reasons.items()
    ]
