"""The messages of the GenAI conventions, structured or as JSON text, to plain ones. Pure.

`[{"role": "user", "parts": [{"type": "text", "content": "…"}], "finish_reason": "stop"}]`
"""

from typing import Any, Final, NamedTuple

from telemetry.clients.mapping import canonical
from telemetry.clients.otlp.records import Attributes
from telemetry.clients.reading import json_in, short_text, text

_CALLS: Final = frozenset({"tool_call", "tool_call_response"})
_CALL_FIELDS: Final = ("type", "name", "arguments", "response", "result")


class Output(NamedTuple):
    """One of the answers to a prompt."""

    text: str
    finish_reason: str


def prompt_messages(attributes: Attributes) -> list[dict[str, str]]:
    """The system's instructions and the input, each message as {role, content}. Without content there is none."""
    system = _content(_list(attributes.get("gen_ai.system_instructions")))
    found = [{"role": "system", "content": system}] if system else []
    return found + [
        {"role": short_text(message, "role") or "user", "content": content}
        for message in _list(attributes.get("gen_ai.input.messages"))
        if isinstance(message, dict) and (content := _content(_list(message.get("parts"))))
    ]


def outputs(attributes: Attributes) -> list[Output]:
    """The answers that hold text, in their order."""
    messages = [one for one in _list(attributes.get("gen_ai.output.messages")) if isinstance(one, dict)]
    read = (Output(_content(_list(one.get("parts"))), short_text(one, "finish_reason")) for one in messages)
    return [one for one in read if one.text]


def _content(parts: list[Any]) -> str:
    """Text parts in their order. A tool call is told as JSON; pictures and files are not."""
    told = (_part(part) for part in parts if isinstance(part, dict))
    return "\n".join(filter(None, told))


def _part(part: dict[str, Any]) -> str:
    if part.get("type") == "text":
        return text(part, "content")
    if part.get("type") in _CALLS:
        return canonical({name: part[name] for name in _CALL_FIELDS if part.get(name) is not None})
    return ""


def _list(value: Any) -> list[Any]:
    """A list, also where it is written as JSON."""
    found = json_in(value)
    return found if isinstance(found, list) else []
