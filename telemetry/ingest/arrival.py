"""The circumstances of one post: whose it is, when it came, how wrong the client's clock is."""

import uuid
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from flywheel.projects.models import ConsentLevel, Project
from telemetry.ingest.bodies import Body, Client
from telemetry.ingest.plain import PlainBody
from telemetry.ingest.unmapped import Unmapped
from telemetry.ingest.wire.check import microseconds

NETWORK_US = 2_000_000  # a smaller difference to `sent_at` is travel time, not a wrong clock


class Arrival(NamedTuple):
    project_id: int
    pseudonym_key: bytes
    consent: ConsentLevel
    api_key_id: int | None
    source: str
    client: Client
    batch_id: uuid.UUID
    received_at: datetime
    received_us: int
    skew_us: int  # to add to the client's times
    ids_from_content: bool = False  # equal ids mean equal events, whatever time they are given
    unmapped: tuple[Unmapped, ...] = ()
    dropped: dict[str, int] = {}  # by reason, what the sender says it lost


def arrive(project: Project, api_key_id: int | None, body: Body | PlainBody, source: str) -> Arrival:
    now = timezone.now()
    received_us = microseconds(now)
    return Arrival(
        project.pk,
        bytes(project.pseudonym_key),
        ConsentLevel(project.consent),
        api_key_id,
        source,
        body.client,
        uuid.uuid4(),
        now,
        received_us,
        skew(body.sent_at, received_us),
        dropped=body.dropped,
    )


def skew(sent_at: datetime | None, received_us: int) -> int:
    """Server time minus client time in microseconds where the two clocks differ, else 0."""
    difference = 0 if sent_at is None else received_us - microseconds(sent_at)
    return difference if abs(difference) > NETWORK_US else 0
