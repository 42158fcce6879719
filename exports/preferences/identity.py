"""What makes two drafts the same record: content, never row numbers or times. Rebuilds give the same ids."""

import hashlib

import msgspec

from exports.contracts import Draft
from exports.preferences.distance import norm


def record_id(group_id: str, draft: Draft) -> str:
    """First 32 hexadecimal digits of SHA-256 over kind, rule, group, texts and label, as a JSON list."""
    parts = [draft.kind, draft.rule, group_id, draft.chosen, draft.rejected, draft.completion, draft.label]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]


def split_bucket(repository: str, group_id: str) -> int:
    """0–9999, the same for everything of one repository; without one, for everything of one group."""
    name = f"repository\0{repository}" if repository else f"group\0{group_id}"
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") % 10_000


def question_id(group_id: str, draft: Draft) -> str:
    """What a record answers, whatever the answer and the rule: which of two texts is better, or whether one is good.

    32 hexadecimal digits; formatting apart, the same texts of a group are the same question.
    """
    texts = sorted(norm(text) for text in (draft.chosen, draft.rejected, draft.completion) if text is not None)
    return _digest(["question", "pair" if draft.kind == "pair" else "single", group_id, *texts])


def answer_id(draft: Draft) -> str:
    """The answer a record gives to its question: the better text's digest, or `true` / `false`."""
    if draft.kind == "pair":
        return _digest(["answer", norm(draft.chosen or "")])
    return "true" if draft.label or (draft.reward or 0.0) > 0 else "false"


def _digest(parts: list[str]) -> str:
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]
