"""Hook payloads and log records as Claude Code's documentation shows them."""

from typing import Any

from telemetry.clients.otlp.records import LogRecord

Payload = dict[str, Any]

FOLDER = "/Users/jane/shop"
RECEIVED_US = 1_795_176_000_000_000  # 2026-11-20T12:00:00Z
RECEIVED = "2026-11-20T12:00:00+00:00"
SESSION = "2c047cd5-589c-4242-a141-0da79182267e"
PROMPT = "16717426-9177-41ac-97ec-51063f4b06aa"
TURN = f"claude-code:{SESSION}:{PROMPT}"


def hook(name: str, **fields: Any) -> Payload:
    """A payload with what all hooks have in common."""
    return {
        "session_id": "abc123",
        "transcript_path": "/Users/jane/.claude/projects/x.jsonl",
        "cwd": FOLDER,
        "permission_mode": "default",
        "hook_event_name": name,
        **fields,
    }


def prompted(prompt: str = "Add a discount to the cart.") -> Payload:
    return hook("UserPromptSubmit", prompt=prompt)


def wrote(path: str = f"{FOLDER}/cart.py", content: str = "total = 1\n", call: str = "toolu_write") -> Payload:
    return hook(
        "PostToolUse",
        tool_name="Write",
        tool_input={"file_path": path, "content": content},
        tool_response={"filePath": path, "success": True},
        tool_use_id=call,
        duration_ms=12,
    )


def ran(command: str = "npm test", call: str = "toolu_bash", **response: Any) -> Payload:
    return hook(
        "PostToolUse",
        tool_name="Bash",
        tool_input={"command": command, "description": "Run test suite"},
        tool_response={"stdout": "ok", "stderr": "", "interrupted": False, "isImage": False} | response,
        tool_use_id=call,
        duration_ms=4187,
    )


def failed(error: str, command: str = "npm test", **fields: Any) -> Payload:
    given: Payload = {
        "tool_name": "Bash",
        "tool_input": {"command": command, "description": "Run test suite"},
        "tool_use_id": "toolu_bash",
        "error": error,
        "is_interrupt": False,
        "duration_ms": 4187,
    }
    return hook("PostToolUseFailure", **(given | fields))


def record(name: str, *, version: str = "2.1.295", **attributes: Any) -> LogRecord:
    """A log record as the mappers see it; an attribute of None is left out."""
    standard: Payload = {
        "session.id": SESSION,
        "prompt.id": PROMPT,
        "terminal.type": "iTerm.app",
        "app.entrypoint": "cli",
        "user.email": "dev@example.com",
        "user.account_uuid": "0b2f",
        "organization.id": "org-1",
        "event.timestamp": "2026-11-20T12:00:00.000Z",
        "event.sequence": 7,
    }
    return LogRecord(
        index=0,
        name=f"claude_code.{name}",
        at_us=RECEIVED_US,
        sequence=7,
        attributes={key: value for key, value in (standard | attributes).items() if value is not None},
        resource={"service.name": "claude-code", "service.version": version},
        scope="com.anthropic.claude_code.events",
        body=f"claude_code.{name}",
    )
