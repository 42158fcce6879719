from collections.abc import Iterator

import pytest

from tests.telemetry.clients.gateway.servers import forget_connections


@pytest.fixture(autouse=True)
def _fresh_connections() -> Iterator[None]:
    yield
    forget_connections()
