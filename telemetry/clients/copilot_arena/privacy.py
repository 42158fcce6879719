"""What each privacy setting lets into the store, by allow-list. Pure.

The client's own server strips a list of keys and so keeps every text under a key nobody put on it. Here nothing is
copied from a post: each value that may be stored is taken by name, texts only through `Keep`.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from telemetry.clients.mapping import Document

PRIVATE: Final = "Private"
DEBUG: Final = "Debug"
RESEARCH: Final = "Research"
LEVELS: Final = (PRIVATE, DEBUG, RESEARCH)  # the strictest first
_NAME = re.compile(r"[\w.+/:@-]{1,100}", re.ASCII)


class Keep(NamedTuple):
    """How a text is stored under one setting: as it is, or as its length."""

    texts: bool

    def text(self, name: str, value: str) -> Document:
        return {name: value} if self.texts else {f"{name}_length": len(value)}

    def all(self, texts: dict[str, str]) -> Document:
        return {key: value for name, text in texts.items() for key, value in self.text(name, text).items()}


def keep_of(levels: Iterable[str]) -> Keep:
    """Texts stay only where every setting that was stated is Research: debugging is not ours to do with them."""
    return Keep(all(level == RESEARCH for level in levels))


def name(value: object) -> str | None:
    """A free string that is a name by intent (a model, a language), where it looks like one."""
    return value if isinstance(value, str) and _NAME.fullmatch(value) else None
