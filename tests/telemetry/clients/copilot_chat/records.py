"""Records of Copilot Chat, composed from its source: no capture of a real run is known."""

from typing import Any

from tests.telemetry.clients.otlp.requests import Document, pairs

AT = "2026-11-20T23:02:31.143000+00:00"
AT_NS = 1_795_215_751_143_000_000
REQUEST = "5e9b1f57-11b3-4b6f-9e3b-0a7a3f1d2c44"
SESSION = "8d0c1f0e-53e3-4c6e-a5b4-7f2f8f0d8b11"


def log(name: str, detail: str = "", trace_id: str = "", **attributes: Any) -> Document:
    nanoseconds = str(AT_NS)
    named = {"event.name": f"copilot_chat.{name}"} | {key.replace("__", "."): said for key, said in attributes.items()}
    return {
        "timeUnixNano": nanoseconds,
        "observedTimeUnixNano": nanoseconds,
        "body": {"stringValue": f"copilot_chat.{name}: {detail}"},
        "attributes": pairs(named),
        "traceId": trace_id,
    }


def feedback(outcome: str, *, remaining: bool = False, **attributes: Any) -> Document:
    own: Document = {
        "outcome": outcome,
        "language_id": "python",
        "participant": "github.copilot.editsAgent",
        "request_id": REQUEST,
        "edit_surface": "agent",
        "has_remaining_edits": remaining,
        "is_notebook": False,
    }
    return log("edit.feedback", outcome, **(own | attributes))


def hunk(outcome: str, **attributes: Any) -> Document:
    own: Document = {
        "outcome": outcome,
        "language_id": "python",
        "request_id": REQUEST,
        "line_count": 3,
        "lines_added": 2,
    }
    return log("edit.hunk.action", outcome, **(own | {"lines_removed": 1} | attributes))


def inline(accepted: object) -> Document:
    return log("inline.done", "x", accepted=accepted, language_id="python", edit_count=1, reply_type="inlineEdit")


def survival(**attributes: Any) -> Document:
    """Whole numbers are integers: JavaScript has no other kind."""
    own: Document = {
        "edit_source": "apply_patch",
        "survival_rate_four_gram": 0.91,
        "survival_rate_no_revert": 1,
        "time_delay_ms": 30000,
        "did_branch_change": False,
        "request_id": REQUEST,
    }
    return log("edit.survival", "apply_patch", **(own | attributes))


def rating(value: str) -> Document:
    return log("user.feedback", value, rating=value, participant="x", conversation_id="c-1", request_id=REQUEST)


def tool(trace_id: str = "64f748ef00547dd7129a2eec585eee95", **attributes: Any) -> Document:
    own: Document = {"gen_ai.tool.name": "run_in_terminal", "duration_ms": 812, "success": True}
    return log("tool.call", "run_in_terminal", trace_id, **(own | attributes))


def batch(*records: Document) -> Document:
    resource = {"service.name": "copilot-chat", "service.version": "0.38.0", "session.id": SESSION}
    scoped = {"scope": {"name": "copilot-chat"}, "logRecords": [*records]}
    return {"resourceLogs": [{"resource": {"attributes": pairs(resource)}, "scopeLogs": [scoped]}]}
