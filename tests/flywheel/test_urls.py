"""What answers where nothing is."""

import pytest
from django.test import Client


@pytest.mark.parametrize("path", ["/api/", "/api/v1/nothing", "/api/v1/datasets/a/b/c/d", "/api/v1/a%0Ab", "/hub/x"])
def test_unknown_api_addresses_answer_programs(client: Client, path: str) -> None:
    response = client.post(path, {"a": 1}, content_type="application/json")
    assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["code"] == "not_found"
