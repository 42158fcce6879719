"""One hash for names: of people, of what became of a text."""

import hashlib
from functools import lru_cache


@lru_cache(maxsize=4096)
def hash_text(text: str) -> int:
    """64 bits of SHA-256: the same everywhere and forever."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "little")
