"""Numbers as people read them."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.timesince import timesince

register = template.Library()


@register.filter
def thousands(value: int) -> str:
    """1234567 → 1 234 567, with spaces that do not break (U+202F)."""
    return f"{value:,}".replace(",", "\u202f")


@register.filter
def percent(value: float) -> str:
    return f"{value:.0%}"


@register.filter
def points(value: float) -> str:
    """A share as points of a hundred, without its sign: −0.034 → 3.4."""
    return f"{abs(100 * value):.1f}"


@register.filter
def decimals(value: float | None, places: int = 2) -> str:
    return "–" if value is None else f"{value:.{places}f}"


@register.filter
def size(count: int) -> str:
    """Bytes in the decimal units of disks and of the Hub: 1 234 567 → 1.2 MB."""
    value = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "bytes" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"


@register.filter
def ago(moment: datetime) -> str:
    """How long ago, in words of one unit: `just now`, `5 minutes ago`."""
    if timezone.now() - moment < timedelta(minutes=1):
        return "just now"
    return f"{timesince(moment, depth=1)} ago"
