from telemetry.models.consent import DeveloperConsent, RefusalCount
from telemetry.models.events import Batch, Event, EventKey, KeyUsage
from telemetry.models.interactions import (
    CleanInteractionRow,
    InteractionRow,
    SourceActivity,
    StaleGroup,
    StaleInteraction,
)
from telemetry.models.quarantine import QuarantinedEvent

__all__ = [
    "Batch",
    "CleanInteractionRow",
    "DeveloperConsent",
    "Event",
    "EventKey",
    "InteractionRow",
    "KeyUsage",
    "QuarantinedEvent",
    "RefusalCount",
    "SourceActivity",
    "StaleGroup",
    "StaleInteraction",
]
