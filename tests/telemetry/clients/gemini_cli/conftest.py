"""The client that posts, shared with the other OpenTelemetry tests."""

from tests.telemetry.clients.otlp.conftest import export as export
from tests.telemetry.clients.otlp.conftest import key as key
