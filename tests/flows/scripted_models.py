"""Model servers that answer by script: OpenAI's Responses API, and Gemini's."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

Call = tuple[str, dict[str, Any]]  # a tool and its arguments
Scripts = dict[str, Sequence[Call]]  # how a prompt begins → the calls it is answered with, then with "Done."
_DONE: Final = "Done."


class ScriptedServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, handler: type["_Handler"], scripts: Scripts) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.scripts = scripts

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def script(self, text: str) -> str:
        """The script whose name the text begins with."""
        return next((name for name in self.scripts if text.strip().startswith(name)), "")

    def call(self, name: str, rounds: int) -> Call | None:
        calls = self.scripts.get(name, ())
        return calls[rounds] if rounds < len(calls) else None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ScriptedServer

    def do_GET(self) -> None:
        self.answer("application/json", "{}")

    def answer(self, content_type: str, body: str) -> None:
        content = body.encode()
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def posted(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        return found

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002  (as the base class names it)
        pass


class _Responses(_Handler):
    def do_POST(self) -> None:
        name, rounds = "", 0
        for item in self.posted().get("input", []):
            if item["type"] == "message" and item["role"] == "user":
                found = self.server.script("".join(part.get("text", "") for part in item["content"]))
                name, rounds = (found, 0) if found else (name, rounds)
            elif item["type"] == "function_call_output":
                rounds += 1
        item = _output_item(self.server.call(name, rounds), f"call_{name}_{rounds}")
        usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
        events: list[dict[str, Any]] = [
            {"type": "response.created", "response": {"id": "resp_1"}},
            {"type": "response.output_item.done", "output_index": 0, "item": item},
            {"type": "response.completed", "response": {"id": "resp_1", "usage": usage}},
        ]
        told = (f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events)
        self.answer("text/event-stream", "".join(told))


def _output_item(call: Call | None, call_id: str) -> dict[str, Any]:
    if call is None:
        content = [{"type": "output_text", "text": _DONE, "annotations": []}]
        return {"type": "message", "id": "msg_1", "role": "assistant", "content": content}
    tool, arguments = call
    said = {"name": tool, "arguments": json.dumps(arguments), "call_id": call_id}
    return {"type": "function_call", "id": f"fc_{call_id}", **said}


class _Gemini(_Handler):
    def do_POST(self) -> None:
        name, rounds = "", 0
        for part in (part for one in self.posted().get("contents", []) for part in one["parts"]):
            if "functionResponse" in part:
                rounds += 1
            elif found := self.server.script(part.get("text", "")):
                name, rounds = found, 0
        call = self.server.call(name, rounds)
        part = {"text": _DONE} if call is None else {"functionCall": {"name": call[0], "args": call[1]}}
        candidate = {"content": {"role": "model", "parts": [part]}, "finishReason": "STOP", "index": 0}
        usage = {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2}
        answer = json.dumps({"candidates": [candidate], "usageMetadata": usage, "modelVersion": "m", "responseId": "r"})
        if "streamGenerateContent" in self.path:
            self.answer("text/event-stream", f"data: {answer}\r\n\r\n")
        else:
            self.answer("application/json", answer)


@contextmanager
def responses_api(scripts: Scripts) -> Iterator[ScriptedServer]:
    with _running(ScriptedServer(_Responses, scripts)) as server:
        yield server


@contextmanager
def gemini_api(scripts: Scripts) -> Iterator[ScriptedServer]:
    with _running(ScriptedServer(_Gemini, scripts)) as server:
        yield server


@contextmanager
def _running(server: ScriptedServer) -> Iterator[ScriptedServer]:
    with server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
