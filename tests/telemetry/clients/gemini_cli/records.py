"""Records of Gemini CLI: one as version 0.61.0 sent it, the others composed from its source."""

import json
from typing import Any

from tests.telemetry.clients.otlp.requests import Document, pairs, request

SESSION = "16e724ef-a0cd-40ec-b0e5-d4b0aa286fb1"
PROMPT = f"{SESSION}########0"
AT = "2026-11-20T23:02:31.143000+00:00"
AT_NS = 1_795_215_751_143_000_000
FIXED = "return a + b\n"

# Seen in a run with --yolo: the command exited with 3, and nobody was asked.
SAMPLE: Document = json.loads("""
{"timeUnixNano":"1795215751143000000","observedTimeUnixNano":"1795215751143000000",
 "body":{"stringValue":"Tool call: run_shell_command. Decision: accept. Success: true. Duration: 27ms."},
 "attributes":[
  {"key":"session.id","value":{"stringValue":"16e724ef-a0cd-40ec-b0e5-d4b0aa286fb1"}},
  {"key":"installation.id","value":{"stringValue":"6af14cda-091e-458d-9bb0-6cc6a4f0ed1f"}},
  {"key":"interactive","value":{"boolValue":false}},
  {"key":"auth_type","value":{"stringValue":"gemini-api-key"}},
  {"key":"event.name","value":{"stringValue":"gemini_cli.tool_call"}},
  {"key":"event.timestamp","value":{"stringValue":"2026-11-20T23:02:31.143Z"}},
  {"key":"function_name","value":{"stringValue":"run_shell_command"}},
  {"key":"duration_ms","value":{"intValue":27}},
  {"key":"success","value":{"boolValue":true}},
  {"key":"decision","value":{"stringValue":"accept"}},
  {"key":"prompt_id","value":{"stringValue":"16e724ef-a0cd-40ec-b0e5-d4b0aa286fb1"}},
  {"key":"tool_type","value":{"stringValue":"native"}},
  {"key":"content_length","value":{"intValue":93}},
  {"key":"mcp_server_name","value":{}},
  {"key":"function_args","value":{"stringValue":
   "{\\n  \\"command\\": \\"echo hello; exit 3\\",\\n  \\"description\\": \\"run\\"\\n}"}},
  {"key":"metadata","value":{"stringValue":"{\\n  \\"exitCode\\": 3,\\n  \\"isError\\": true\\n}"}}],
 "droppedAttributesCount":0,"flags":1,"traceId":"64f748ef00547dd7129a2eec585eee95","spanId":"9c70fde68f274e60"}
""")


def said(name: str, attributes: dict[str, Any]) -> dict[str, Any]:
    """Attributes of an interactive session's record; None is sent as `{}`, the way its exporter does."""
    common = {"session.id": SESSION, "interactive": True, "user.email": "jane@example.org", "event.name": name}
    return common | {"prompt_id": PROMPT} | attributes


def log(name: str, after_ms: int = 0, **attributes: Any) -> Document:
    nanoseconds = str(AT_NS + after_ms * 1_000_000)
    return {
        "timeUnixNano": nanoseconds,
        "observedTimeUnixNano": nanoseconds,
        "body": {"stringValue": f"{name}."},
        "attributes": pairs(said(f"gemini_cli.{name}", attributes)),
    }


def call(after_ms: int = 0, **attributes: Any) -> Document:
    """A call of write_file that a person approved after 4 seconds."""
    own = {
        "function_name": "write_file",
        "function_args": json.dumps({"file_path": "/w/add.py", "content": FIXED}, indent=2),
        "duration_ms": 4000,
        "success": True,
        "decision": "accept",
        "tool_type": "native",
        "mcp_server_name": None,
    }
    return log("tool_call", after_ms, **(own | attributes))


def prompt(text: str | None = "fix add", after_ms: int = -10_000) -> Document:
    return log("user_prompt", after_ms, prompt_length=7, **({} if text is None else {"prompt": text}))


def batch(*records: Document) -> Document:
    return request(*records, service="gemini-cli", version="0.61.0", scope="gemini-cli")
