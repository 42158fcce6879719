"""What makes two drafts the same record: content, never row numbers or times. Rebuilds give the same ids."""

import hashlib

import msgspec

from exports.contracts import Draft


def record_id(group_id: str, draft: Draft) -> str:
    """First 32 hexadecimal digits of SHA-256 over kind, rule, group, texts and label, as a JSON list."""
    parts = [draft.kind, draft.rule, group_id, draft.chosen, draft.rejected, draft.completion, draft.label]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:32]


def split_bucket(repository: str, group_id: str) -> int:
    """0–9999, the same for everything of one repository; without one, for everything of one group."""
    name = f"repository\0{repository}" if repository else f"group\0{group_id}"
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") % 10_000
