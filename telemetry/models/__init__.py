from telemetry.models.cleaning import AppliedVersion, BenchmarkIndex, Clearance, NearDuplicateBand
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
    "AppliedVersion",
    "Batch",
    "BenchmarkIndex",
    "CleanInteractionRow",
    "Clearance",
    "DeveloperConsent",
    "Event",
    "EventKey",
    "InteractionAlias",
    "InteractionRow",
    "KeyUsage",
    "NearDuplicateBand",
    "QuarantinedEvent",
    "RefusalCount",
    "SourceActivity",
    "StaleGroup",
    "StaleInteraction",
    "ToolCallLink",
    "Upstream",
]
