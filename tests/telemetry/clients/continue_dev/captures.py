"""Posts of the real client, frozen, and events of the shapes it sends."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

FIXTURE = Path(__file__).resolve().parents[5] / "shared" / "fixtures" / "clients" / "continue.jsonl"
SESSION = "7e7c4a9e-3a60-4b4c-9c0c-111111111111"
AGENT = "Visual Studio Code/1.104.0 (Continue/1.2.10)"
BASE = {
    "timestamp": "2026-11-20T23:04:15.979Z",
    "userId": "",
    "userAgent": AGENT,
    "selectedProfileId": "local",
    "schema": "0.2.0",
}

Json = dict[str, Any]


def captured() -> list[Json]:
    """The bodies of all 15 posts; where they are not beside the repository the test is skipped, except in CI."""
    if not FIXTURE.exists() and not os.environ.get("CI"):
        pytest.skip(f"the captured posts are not beside the repository: {'/'.join(FIXTURE.parts[-4:])}")
    return [json.loads(json.loads(line)["body"]) for line in FIXTURE.read_text().splitlines()]


def envelope(name: str, data: Any, **fields: Any) -> Json:
    return {"name": name, "data": data, "schema": "0.2.0", "level": "all", "profileId": "local"} | fields


def autocomplete(**fields: Any) -> Json:
    """Its data; None takes a field out."""
    data = BASE | {
        "eventName": "autocomplete",
        "accepted": True,
        "time": 412,
        "prefix": "def add(a, b):\n    ",
        "suffix": "\n",
        "prompt": "<fim>",
        "completion": "return a + b",
        "modelProvider": "mistral",
        "modelName": "codestral-latest",
        "cacheHit": False,
        "filepath": "file:///w/x.py",
        "gitRepo": "org/repo",
        "completionId": "c-1",
        "uniqueId": "m-1",
    }
    return {key: value for key, value in (data | fields).items() if value is not None}


def edit(name: str = "editOutcome", **fields: Any) -> Json:
    data = BASE | {
        "eventName": name,
        "prompt": "p",
        "completion": "c",
        "modelName": "Claude",
        "modelTitle": "Claude",
        "modelProvider": "anthropic",
        "filepath": "file:///w/x.py",
    }
    return data | fields


def feedback(**fields: Any) -> Json:
    data = BASE | {
        "eventName": "chatFeedback",
        "prompt": "p",
        "completion": "c",
        "modelName": "Claude",
        "modelProvider": "anthropic",
        "feedback": True,
        "sessionId": SESSION,
    }
    return data | fields


def next_edit(**fields: Any) -> Json:
    data = BASE | {
        "eventName": "nextEditOutcome",
        "timestamp": 1795215855979,
        "elapsed": 300,
        "completionOptions": {"temperature": 0.5, "maxTokens": 64, "stop": ["x"], "apiKey": "secret"},
        "completionId": "n-1",
        "uniqueId": "m-1",
        "fileUri": "file:///w/a%20b.py",
        "workspaceDirUri": "file:///w",
        "prompt": "p",
        "userEdits": "u",
        "completion": "c",
        "accepted": True,
        "aborted": False,
        "modelProvider": "inception",
        "modelName": "mercury-coder",
    }
    return data | fields


def tool(**fields: Any) -> Json:
    data = BASE | {
        "eventName": "toolUsage",
        "toolCallId": "call_1",
        "functionName": "run_terminal_command",
        "functionParams": {"type": "object"},
        "toolCallArgs": '{"command":"npm test"}',
        "accepted": True,
        "succeeded": True,
        "output": [{"name": "Terminal", "description": "Terminal command output", "content": "1 failed"}],
    }
    return {key: value for key, value in (data | fields).items() if value is not None}
