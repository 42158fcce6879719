"""The digest that tells a replay: the same content and the same rhythm under fresh ids and at another
time."""

import hashlib
from typing import Any

import msgspec

from telemetry.contracts import Candidate, Interaction, Signal

SHOWN = "candidate.shown"
_REFERENCES = ("chosen", "rejected", "positions", "next_candidate_id")  # `data` keys that name candidates


def fingerprint(interaction: Interaction) -> bytes | None:
    """sha256 over developer, prompt, candidates and relative times; None where there is nothing to compare
    yet.

    Without anything a person did there is no rhythm: the same short suggestion, shown twice for the same
    prompt and left alone, is no replay.
    """
    if not interaction.prompt_digest or not any(map(_has_text, interaction.candidates)):
        return None
    if not any(map(_is_human, interaction.candidates)):
        return None
    start = interaction.first_at
    candidates = sorted(interaction.candidates, key=lambda candidate: _own_content(candidate, start))
    numbers = {candidate.candidate_id: number for number, candidate in enumerate(candidates)}
    content = [
        interaction.developer,
        interaction.prompt_digest,
        [[_own_content(candidate, start), _timeline(candidate.signals, start, numbers)] for candidate in candidates],
        _timeline(interaction.signals, start, numbers),
    ]
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).digest()


def _has_text(candidate: Candidate) -> bool:
    return candidate.text is not None or bool(candidate.text_digest)


def _is_human(candidate: Candidate) -> bool:
    return any(signal.actor == "human" and signal.type != SHOWN for signal in candidate.signals)


def _own_content(candidate: Candidate, start: int) -> tuple[int, str, str, str]:
    at = -1 if candidate.generated_at is None else candidate.generated_at - start
    return (at, candidate.text or "", candidate.text_digest, candidate.model)


def _timeline(signals: tuple[Signal, ...], start: int, numbers: dict[str, int]) -> list[list[object]]:
    moments = [[signal.at - start, signal.type, signal.actor, _without_ids(signal.data, numbers)] for signal in signals]
    return sorted(moments, key=lambda moment: msgspec.json.encode(moment, order="deterministic"))


def _without_ids(data: dict[str, Any], numbers: dict[str, int]) -> dict[str, Any]:
    if not any(key in data for key in _REFERENCES):
        return data
    return {key: _numbered(value, numbers) if key in _REFERENCES else value for key, value in data.items()}


def _numbered(value: object, numbers: dict[str, int]) -> object:
    if isinstance(value, str):
        return numbers.get(value, -1)
    if isinstance(value, list):
        return [_numbered(item, numbers) for item in value]
    if isinstance(value, dict):
        return sorted([numbers.get(key, -1), _plain(item)] for key, item in value.items())
    return value


def _plain(value: object) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()
