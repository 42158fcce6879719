"""The mappers by the prefix of the event names they read."""

from typing import Final

from telemetry.clients.otlp.mappers.claude_code import ClaudeCode
from telemetry.clients.otlp.mappers.codex import Codex
from telemetry.clients.otlp.mappers.copilot_chat import CopilotChat
from telemetry.clients.otlp.mappers.gemini_cli import GeminiCli
from telemetry.clients.otlp.mappers.gen_ai import GenAi
from telemetry.clients.otlp.mappers.mapper import RecordMapper
from telemetry.clients.otlp.naming import prefix_of
from telemetry.clients.otlp.records import LogRecord

MAPPERS: Final[dict[str, RecordMapper]] = {
    "claude_code.": ClaudeCode(),
    "codex.": Codex(),
    "copilot_chat.": CopilotChat(),
    "gemini_cli.": GeminiCli(),
    "gen_ai.": GenAi(),
}


def mapper_of(record: LogRecord) -> RecordMapper | None:
    """None for names no mapper knows. Bare names have their client's prefix by now."""
    return MAPPERS.get(prefix_of(record.name))
