"""Contents that Claude Code sends only where it is told to, and cut where they are long. Pure."""

from typing import Final

from telemetry.clients.otlp.records import Attributes

_REDACTED: Final = frozenset({"<redacted>", "[redacted]", "redacted"})
CUT_AT: Final = 61_440  # characters of a content attribute


def whole(values: Attributes, *names: str) -> str:
    """The first of the named texts that is there; empty where it is withheld, or was cut: half a prompt is not what
    the model was asked."""
    for name in names:
        value = values.get(name)
        if isinstance(value, str) and value and value.strip().lower() not in _REDACTED:
            return value if len(value) < CUT_AT else ""
    return ""
