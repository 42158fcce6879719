from telemetry.models.clients import AgentTurn, InteractionAlias, ToolCallLink, Upstream
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
    "AgentTurn",
    "Batch",
    "CleanInteractionRow",
    "DeveloperConsent",
    "Event",
    "EventKey",
    "InteractionAlias",
    "InteractionRow",
    "KeyUsage",
    "QuarantinedEvent",
    "RefusalCount",
    "SourceActivity",
    "StaleGroup",
    "StaleInteraction",
    "ToolCallLink",
    "Upstream",
]
