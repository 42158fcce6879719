"""Cuts nesting that no decoder can follow, so that a bottomless event costs only itself. Pure."""

import re
from typing import Final

from telemetry.ingest.limits import MAX_DEPTH

# More than an event may have, with room for what encloses it: what was cut is still too deep to be accepted.
KEPT_DEPTH: Final = MAX_DEPTH + 16
_STRINGS_AND_BRACKETS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{]+|[\]}]+', re.DOTALL)
_QUOTE: Final = ord('"')
_OPENING: Final = frozenset(b"[{")


def cut_nesting(body: bytes) -> bytes:
    """The body with `0` in place of every object or array more than KEPT_DEPTH levels deep. One pass, without
    recursion; what is not JSON comes out as something that is not JSON, unless it was inside what was cut.
    """
    kept: list[bytes] = []
    depth = start = 0
    for match in _STRINGS_AND_BRACKETS.finditer(body):
        run = match[0]
        if run[0] == _QUOTE:
            continue
        before, depth = depth, depth + (len(run) if run[0] in _OPENING else -len(run))
        if before <= KEPT_DEPTH < depth:
            kept += (body[start : match.start() + KEPT_DEPTH - before], b"0")
        elif depth <= KEPT_DEPTH < before:
            start = match.end() - (KEPT_DEPTH - depth)
    if depth <= KEPT_DEPTH:
        kept.append(body[start:])
    return b"".join(kept)
