"""Claims changed groups, derives their records and saves them.

All in one transaction, so that a killed worker leaves the groups to the next and saves nothing twice.
"""

import logging
from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from exports.models import LeftOut
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
            _save([_derive(group) for group in groups])
    return len(groups)


class _Derived(NamedTuple):
    group: ChangedGroup
    result: Derivation
    rows: list[Row]


def _derive(group: ChangedGroup) -> _Derived:
    result = derive(group.group_id, group.members)
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
