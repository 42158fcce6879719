"""The prompt of an `interaction.started` event, and the digest that tells equal prompts without their
text."""

import hashlib
from typing import Any

import msgspec

from telemetry.assembly import fields
from telemetry.contracts import Message, Prompt


def read_prompt(started: dict[str, Any]) -> Prompt | None:
    """The prompt in an event's `data`; None where it brought none. Texts kept back by consent are None
    inside."""
    raw = started.get("prompt")
    if not isinstance(raw, dict) or not raw:
        return None
    return Prompt(
        prefix=fields.text_or_none(raw, "prefix"),
        suffix=fields.text_or_none(raw, "suffix"),
        instruction=fields.text_or_none(raw, "instruction"),
        context=fields.text_or_none(raw, "context"),
        messages=_messages(raw.get("messages")),
    )


def _messages(raw: object) -> tuple[Message, ...]:
    if not isinstance(raw, list):
        return ()
    return tuple(
        Message(role=fields.text(item, "role"), content=item["content"])
        for item in raw
        if isinstance(item, dict) and isinstance(item.get("content"), str)
    )


def prompt_digest(started: dict[str, Any]) -> str:
    """sha256 over surface and prompt as stored: text where consent allows it, else the digests of the
    text."""
    raw = started.get("prompt")
    if not isinstance(raw, dict) or not raw:
        return ""
    canonical = msgspec.json.encode([started.get("surface"), raw], order="deterministic")
    return hashlib.sha256(canonical).hexdigest()
