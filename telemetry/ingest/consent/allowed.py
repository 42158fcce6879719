"""What consent `signals` lets through: allow-lists, so that a key nobody thought of is left out.

Texts are replaced by `<field>_digest` (HMAC-SHA-256 with the project's key, 32 hexadecimal digits) and
`<field>_length` (characters), so that equal texts can still be counted and grouped.
"""

import hashlib
import hmac
import re
from typing import Any, Final

import msgspec

from telemetry.ingest.limits import MAX_ID_LENGTH
from telemetry.ingest.wire.events import DATA_FIELDS

_DIGITS = 32
_NAME = re.compile(r"[\w.+/:@-]{1,100}", re.ASCII)

# Numbers, flags, enumerations and client-made ids, by key of `data`.
SIGNALS: Final = frozenset(
    {
        "surface", "latency_ms", "logprob_sum", "propensity", "position", "of", "randomized", "visible_ms",
        "kind",
        "reason", "after_s", "fraction", "pasted", "next_candidate_id", "value", "score", "outcome",
        "chosen", "rejected",
        "positions", "dwell_ms", "strength", "passed", "exit_code", "total", "failed", "duration_ms",
        "infrastructure_failure", "decision", "source", "success", "level",
    }
)  # fmt: skip
# Free strings that are names by intent: kept where they look like one, else treated as text.
NAMES: Final = frozenset({"language", "model", "checkpoint", "finish_reason", "censored", "tool"})
TEXTS: Final = frozenset(
    {
        "text", "accepted_text", "final_text", "comment", "feedback", "command", "output", "arguments",
        "file_path",
        "repository", "commit", "prefix", "suffix", "instruction", "context", "content",
    }
)  # fmt: skip
TOP_LEVEL: Final = (
    "event_id",
    "type",
    "occurred_at",
    "session_id",
    "interaction_id",
    "candidate_id",
    "actor",
)

# Not of the contract, but of our mappers: they keep an agent's steps in order and its calls together.
ORDER: Final = {"sequence": int, "call_id": str}

Document = dict[str, Any]


def signals_only(document: Document, key: bytes) -> Document:
    """A valid event without any text or code: only keys its type names, and of those only what the lists
    above let through.
    """
    known = DATA_FIELDS[document["type"]]
    given = document.get("data", {})
    data = {name: value for name, value in given.items() if name in known}
    return identity_only(document) | {"data": _strip(data, key) | _order(given)}


def _order(data: Document) -> Document:
    found = {name: data[name] for name, kind in ORDER.items() if type(data.get(name)) is kind}
    return {name: value for name, value in found.items() if not isinstance(value, str) or _NAME.fullmatch(value)}


def identity_only(document: Document) -> Document:
    """What may be kept of an event that is not valid, where nothing else in it can be trusted to be no text."""
    return {name: value[:MAX_ID_LENGTH] for name in TOP_LEVEL if isinstance(value := document.get(name), str)}


def _strip(data: Document, key: bytes) -> Document:
    kept: Document = {}
    for name, value in data.items():
        if name in SIGNALS:
            kept[name] = value
        elif name == "params":
            kept[name] = {param: number for param, number in value.items() if isinstance(number, int | float)}
        elif name == "prompt":
            kept[name] = _strip_prompt(value, key)
        elif name in NAMES and _NAME.fullmatch(value):
            kept[name] = value
        else:
            kept |= _digest_and_length(name, value, key)
    return kept


def _strip_prompt(prompt: Document, key: bytes) -> Document:
    kept = _strip({name: value for name, value in prompt.items() if name in TEXTS and isinstance(value, str)}, key)
    if "messages" in prompt:
        kept["messages"] = [_strip_message(message, key) for message in prompt["messages"]]
    return kept


def _strip_message(message: Document, key: bytes) -> Document:
    named = {"role": message["role"]} if _NAME.fullmatch(message["role"]) else {}
    return named | _digest_and_length("content", message["content"], key)


def _digest_and_length(name: str, value: Any, key: bytes) -> Document:
    text = value if isinstance(value, str) else msgspec.json.encode(value, order="deterministic").decode()
    digest = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:_DIGITS]
    return {f"{name}_digest": digest, f"{name}_length": len(text)}
