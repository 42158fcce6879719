"""Which client a record comes from, and the event's one name. Pure."""

import re
from typing import Any, Final

CLIENTS: Final = {  # prefix of the client's event names → the client as the Connect page names it
    "claude_code.": "claude-code",
    "codex.": "codex",
    "gemini_cli.": "gemini-cli",
    "copilot_chat.": "copilot-chat",
}
GEN_AI: Final = "gen_ai."  # the semantic conventions' own events, which any client may send
OTHER: Final = "otlp"
_PREFIXES: Final = {client: prefix for prefix, client in CLIENTS.items()}
_NAME: Final = re.compile(r"[A-Za-z][\w.-]{0,199}", re.ASCII)
_SHOWN: Final = 100
_READ: Final = 1000  # characters: read again for every record, and the known names are short


def event_name(attribute: object, field: object, body: Any, client: str) -> str:
    """From the attribute `event.name`, else the field `eventName`, else the body.

    Codex fills the field with a source location, and a body may be any text: neither is taken unless it looks like a
    name, and of bodies only a known one, so that no text comes to be shown as a name. A bare name gets its client's
    prefix (Claude Code's `tool_decision`).
    """
    if isinstance(attribute, str) and attribute:
        return _whole(attribute, client)
    if isinstance(field, str) and _NAME.fullmatch(field):
        return _whole(field, client)
    return body if isinstance(body, str) and _NAME.fullmatch(body) and prefix_of(body) else ""


def prefix_of(name: str) -> str:
    """The known prefix of a name, with its dot; empty where there is none."""
    prefix = name.partition(".")[0] + "."
    return prefix if prefix in CLIENTS or prefix == GEN_AI else ""


def client_of(name: str, service: str, scope: str) -> str:
    """By the name, else the service (Codex has several: codex_exec, codex_cli_rs…), else the scope."""
    return CLIENTS.get(prefix_of(name)) or service_client(service, scope) or _shown(service) or OTHER


def service_client(service: str, scope: str) -> str:
    """One of the known clients; empty for any other service."""
    named = [_plain(service), *_plain(scope).split(".")]
    return next((client for client in _PREFIXES if any(one.startswith(client) for one in named)), "")


def _whole(name: str, client: str) -> str:
    return _PREFIXES[client] + name if client in _PREFIXES and "." not in name else name


def _plain(name: str) -> str:
    return name[:_READ].lower().replace("_", "-")


def _shown(service: str) -> str:
    return "".join(character if character.isprintable() else "\ufffd" for character in service[:_SHOWN])
