"""What people decide about findings. Each returns False where there was nothing left to decide."""

from django.db import transaction
from django.utils import timezone

from exports.models import Finding, Hold


def confirm(finding: Finding, by: str, note: str = "") -> bool:
    """It is abuse: its records stay held back, and so do later ones of the same people and pattern."""
    return _decide(finding, Finding.State.CONFIRMED, by, note)


def clear(finding: Finding, by: str, note: str = "") -> bool:
    """It is none: its records may be released again, unless another finding holds them."""
    with transaction.atomic():
        done = _decide(finding, Finding.State.CLEARED, by, note)
        if done:
            finding.holds.filter(active=True).update(active=False)
    return done


def clear_record(finding: Finding, record_id: str, by: str) -> bool:
    """This record alone is sound: the finding holds it back no longer, whatever it holds besides."""
    holds = Hold.objects.filter(finding=finding, record_id=record_id, active=True)
    return bool(holds.update(active=False, cleared_by=by, cleared_at=timezone.now()))


def _decide(finding: Finding, state: str, by: str, note: str) -> bool:
    open_ = Finding.objects.filter(pk=finding.pk).exclude(state__in=[state, Finding.State.GONE])
    return bool(open_.update(state=state, decided_by=by, decided_at=timezone.now(), note=note[:500]))
