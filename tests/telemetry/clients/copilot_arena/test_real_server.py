"""The same through the production web server, whose log is what people keep and pass on."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.flows import processes
from tests.telemetry.clients.copilot_arena.conftest import Models
from tests.telemetry.clients.copilot_arena.posts import outcome, pair_request

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "static").mkdir()
    return tmp_path


@pytest.fixture
def address(home: Path, key: str) -> Iterator[str]:
    with processes.web_server(home) as url:
        yield f"{url}/clients/copilot-arena/{key}"


def send(method: str, url: str, body: Any) -> tuple[int, Any]:
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}, method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def test_the_servers_log_holds_no_key(address: str, home: Path, key: str, upstreams: Models) -> None:
    status, made = send("POST", f"{address}/create_pair", pair_request())
    assert status == 200
    items = [one | {"version": "0.2.0"} for one in made["completionItems"]]
    assert send("PUT", f"{address}/add_completion_outcome", outcome(items)) == (200, None)
    assert send("PUT", f"{address}/add_completion", {})[0] == 400
    assert send("PUT", f"{address}0/add_completion", {})[0] == 401
    assert send("PUT", f"{address}/nothing", {})[0] == 404
    log = (home / "web.log").read_text()
    assert "Unauthorized: /clients/copilot-arena/(key-cut)/add_completion" in log
    assert key.rpartition("_")[2] not in log
