"""A small server that speaks the Anthropic Messages API and answers as it is told, for clients of that API."""

import json
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Block = dict[str, Any]
Step = Sequence[Block]


def says(text: str) -> Block:
    return {"type": "text", "text": text}


def calls(call_id: str, tool: str, **arguments: Any) -> Block:
    return {"type": "tool_use", "id": call_id, "name": tool, "input": arguments}


class AnthropicApi(ThreadingHTTPServer):
    """`scripts` gives, for each prompt (its key is a part of it), the answers in their order: one to the prompt
    itself and one to each round of results. Requests without tools, such as for a title, are answered `ok`."""

    daemon_threads = True

    def __init__(self, scripts: Mapping[str, Sequence[Step]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.scripts = scripts

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def answer_to(self, request: dict[str, Any]) -> Step:
        if not request.get("tools"):
            return [says("ok")]
        asked, rounds = "", 0
        for message in request["messages"]:
            if message["role"] == "assistant":
                rounds += 1
            elif message["role"] == "user" and (name := self._named(_text_of(message))):
                asked, rounds = name, 0
        steps = self.scripts.get(asked, ())
        return steps[rounds] if rounds < len(steps) else [says("Done.")]

    def _named(self, text: str) -> str:
        return max((name for name in self.scripts if name in text), key=text.rfind, default="")


def _text_of(message: dict[str, Any]) -> str:
    content = message["content"]
    if isinstance(content, str):
        return content
    return "\n".join(block["text"] for block in content if block["type"] == "text")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: AnthropicApi

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.startswith("/v1/messages/count_tokens"):
            self._send("application/json", json.dumps({"input_tokens": 1}).encode())
            return
        step = self.server.answer_to(request)
        if not request.get("stream"):
            self._send("application/json", json.dumps(_message(request, step)).encode())
            return
        self._send("text/event-stream", b"".join(_events(request, step)))

    def do_GET(self) -> None:
        self.send_error(404)

    def do_HEAD(self) -> None:
        self.send_error(404)

    def _send(self, content_type: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def _message(request: dict[str, Any], step: Step) -> dict[str, Any]:
    return {
        "id": f"msg_{uuid.uuid4().hex}",  # the client joins messages of one id
        "type": "message",
        "role": "assistant",
        "model": request["model"],
        "content": list(step),
        "stop_reason": _stop_reason(step),
        "stop_sequence": None,
        "usage": {"input_tokens": 1, "output_tokens": 1},
    }


def _events(request: dict[str, Any], step: Step) -> Iterator[bytes]:
    begun = _message(request, ()) | {"stop_reason": None}
    yield _event("message_start", message=begun)
    for index, block in enumerate(step):
        empty, delta = _opened(block)
        yield _event("content_block_start", index=index, content_block=empty)
        yield _event("content_block_delta", index=index, delta=delta)
        yield _event("content_block_stop", index=index)
    stop = {"stop_reason": _stop_reason(step), "stop_sequence": None}
    yield _event("message_delta", delta=stop, usage={"output_tokens": 1})
    yield _event("message_stop")


def _opened(block: Block) -> tuple[Block, Block]:
    if block["type"] == "text":
        return block | {"text": ""}, {"type": "text_delta", "text": block["text"]}
    return block | {"input": {}}, {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}


def _event(kind: str, **fields: Any) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}\n\n".encode()


def _stop_reason(step: Step) -> str:
    return "tool_use" if any(block["type"] == "tool_use" for block in step) else "end_turn"


@contextmanager
def anthropic_api(scripts: Mapping[str, Sequence[Step]]) -> Iterator[AnthropicApi]:
    with AnthropicApi(scripts) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
