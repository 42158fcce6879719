"""The client that posts is the one of native ingest."""

from tests.telemetry.ingest.conftest import key, post

__all__ = ["key", "post"]
