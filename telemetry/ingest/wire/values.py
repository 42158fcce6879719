"""The small types the event structs are made of. Unknown keys are ignored here and kept by the store."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from telemetry.ingest.limits import MAX_ID_LENGTH

_LARGEST = 1e15  # beyond any time in milliseconds or count; keeps sums exact in doubles

Id = Annotated[str, Meta(min_length=1, max_length=MAX_ID_LENGTH)]
OptionalId = Annotated[str, Meta(max_length=MAX_ID_LENGTH)]
Moment = Annotated[datetime, Meta(tz=True)]
Fraction = Annotated[float, Meta(ge=0, le=1)]
Duration = Annotated[float, Meta(ge=0, le=_LARGEST)]
Number = Annotated[float, Meta(ge=-_LARGEST, le=_LARGEST)]
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Name = Annotated[str, Meta(max_length=200)]
Actor = Literal["human", "timer", "policy", "agent", "formatter", "system"]

# Clients sent their own idea of a licence before there was a meaning to it. It describes, and decides nothing: what is
# no text is ignored (telemetry.assembly), not a reason to refuse an event that was accepted before.
License = Annotated[
    Any,
    Meta(
        description="Of the repository, as an SPDX identifier. What is no text is ignored.",
        extra_json_schema={"type": "string"},
    ),
]


class Data(msgspec.Struct, kw_only=True, gc=False):
    """Base of every `data`: all keys optional unless said otherwise."""


class Message(Data):
    role: Name
    content: str


class Prompt(Data):
    prefix: str | UnsetType = UNSET
    suffix: str | UnsetType = UNSET
    instruction: str | UnsetType = UNSET
    context: str | UnsetType = UNSET
    messages: list[Message] | UnsetType = UNSET


class Event(msgspec.Struct, kw_only=True, gc=False, tag_field="type"):
    """What every event has. `developer_id` leaves the event at the door, see telemetry.ingest.screening."""

    event_id: UUID
    occurred_at: Moment
    session_id: OptionalId = ""
    developer_id: OptionalId = ""
    actor: Actor = "human"


class InteractionEvent(Event, kw_only=True, gc=False, tag=False):
    interaction_id: Id
    candidate_id: OptionalId = ""


class CandidateEvent(Event, kw_only=True, gc=False, tag=False):
    interaction_id: Id
    candidate_id: Id


JsonObject = dict[str, Any]
