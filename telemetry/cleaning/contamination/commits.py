"""Which commit of which repository, however a client writes the repository's address."""

import re
from typing import Final

SHORTEST: Final = 7  # hexadecimal digits by which people and tools abbreviate a commit
_HEX: Final = re.compile(r"[0-9a-f]{7,64}")


def repository_name(address: str) -> str:
    """`owner/name` in lower case, from that or from any URL of the repository; empty where there is none."""
    path = address.strip().lower().split("?", 1)[0].rstrip("/").removesuffix(".git").replace(":", "/")
    pieces = [piece for piece in path.split("/") if piece]
    return "/".join(pieces[-2:]) if len(pieces) >= 2 else ""


def commit_key(repository: str, commit: str) -> str:
    """How an index stores a commit: `owner/name` and the full hash. Raises ValueError where either is not one."""
    name, digits = repository_name(repository), commit.strip().lower()
    if not name or not _HEX.fullmatch(digits):
        raise ValueError(f"{repository!r} and {commit!r} are not a repository (owner/name) and a commit's hash.")
    return f"{name} {digits}"


def same_commit(repository: str, commit: str, keys: frozenset[str]) -> bool:
    """Whether the keys hold this commit, which a client may have abbreviated."""
    try:
        key = commit_key(repository, commit)
    except ValueError:
        return False
    return key in keys or any(full.startswith(key) for full in keys)
