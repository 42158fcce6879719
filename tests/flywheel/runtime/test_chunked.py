"""A chunked request body reaches the application whole through the real web server."""

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from flywheel.projects import keys
from flywheel.projects.models import Project
from tests.flows.processes import web_server

pytestmark = pytest.mark.slow


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [1, 200_000, 3_000_000])
def test_a_chunked_body_arrives_whole(tmp_path: Path, size: int) -> None:
    project = Project.objects.create(slug="acme")
    token = keys.make(project, ["events:write"]).token
    body = json.dumps({"events": [], "padding": "x" * size}).encode()
    with web_server(tmp_path) as address:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        connection.request("POST", "/api/v1/events", in_pieces(body), headers, encode_chunked=True)
        answer = connection.getresponse()
        assert answer.status == 202, answer.read()
        assert json.loads(answer.read())["accepted"] == 0
        connection.close()


def in_pieces(body: bytes, size: int = 7000) -> Iterator[bytes]:
    return (body[start : start + size] for start in range(0, len(body), size))
