"""The client that posts is the one of native ingest; the database can go away."""

from tests.telemetry.clients.outage.conftest import away, buffer_folder
from tests.telemetry.ingest.conftest import key, post

__all__ = ["away", "buffer_folder", "key", "post"]
