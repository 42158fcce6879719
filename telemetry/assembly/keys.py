"""The values that name rows of the interaction tables."""

import uuid
from datetime import datetime
from typing import NamedTuple


class Key(NamedTuple):
    """An interaction of a project."""

    project_id: int
    uid: uuid.UUID


class Bucket(NamedTuple):
    """A developer's stretch of time, see `telemetry.assembly.sources`."""

    project_id: int
    developer: str
    start: datetime


class Known(NamedTuple):
    """What an interaction's row said before this run."""

    event_count: int
    bucket: Bucket | None


class Size(NamedTuple):
    """What an interaction's stored events amount to."""

    events: int
    bytes: int
