"""Which language a piece of code is in, by its content: what the grammars make of it, and words only it uses. Pure.

Grammars forgive: prose is a list of commands to a shell, and anything before `<?php` is PHP. So a language is
considered only where several of its own turns of phrase stand in the text, and among those the one with the fewest
errors wins, provided that it wins clearly. No answer is better than a wrong one.
"""

import re
from typing import Final, NamedTuple

from tree_sitter import Node

from telemetry.cleaning.grammars import LANGUAGE_OF, Budget, parse
from telemetry.cleaning.phrases import NOT, OWN, PHRASES

WINDOW_BYTES: Final = 4 * 1024  # that are read around the cursor
BUDGET_STEPS: Final = 2_000  # for all grammars together
BUDGET_BYTES: Final = 64 * 1024
FEWEST: Final = 2  # different turns of phrase that make a language worth a look
FEWEST_OF_C: Final = 4  # what C is made of stands in its children too
MOST_ERRORS: Final = 0.5  # of the text within errors: beyond, it is another language
CLEARLY: Final = 1.2  # times as good as the next one
MOST_NODES: Final = 2_000  # looked at for errors


_PROSE: Final = re.compile(r"^```", re.MULTILINE)
_TAGS: Final = re.compile(r"(?:return|=>|=|\(|\?|:|&&) ?\(?\s*<[A-Za-z>]|</>|<[A-Z]\w+(?: \w+=[{\"']|\s?/>)")


class Guess(NamedTuple):
    """One language with how well it fits, 0 upwards."""

    language: str
    fit: float


def guess(before: str, after: str) -> str:
    """The language of the code around a cursor; empty where none is clear."""
    text = _window(before, after)
    if _PROSE.search(text) and "*/" not in text:
        return ""
    found = sorted(_guesses(text), key=lambda each: (-each.fit, each.language))
    if not found or (len(found) > 1 and found[0].fit < CLEARLY * found[1].fit):
        return ""
    return found[0].language


def _window(before: str, after: str) -> str:
    half = WINDOW_BYTES // 2
    tail = before if len(before) <= half else before[-half:].partition("\n")[2]
    head = after if len(after) <= half else after[:half].rpartition("\n")[0]
    return tail + head


def _guesses(text: str) -> list[Guess]:
    budget = Budget(BUDGET_STEPS, BUDGET_BYTES)
    told = {language: _phrases(language, text) for language in PHRASES}
    return [
        Guess(language, phrases * (1 - errors))
        for language, phrases in _without_bases(told, text).items()
        if (errors := _errors(language, text, budget)) <= MOST_ERRORS
    ]


def _phrases(language: str, text: str) -> int:
    """How many of the language's turns of phrase the text has; 0 for too few, or none of a dialect's own."""
    ruled_out = NOT.get(language)
    if ruled_out and ruled_out.search(text):
        return 0
    found = [pattern.search(text) is not None for pattern in PHRASES[language]]
    if language in OWN and not any(found[: OWN[language]]):
        return 0
    fewest = FEWEST_OF_C if language == "c" else FEWEST
    return sum(found) if sum(found) >= fewest else 0


def _without_bases(told: dict[str, int], text: str) -> dict[str, int]:
    """Of languages that contain one another, only the one that is meant."""
    kept = {language: phrases for language, phrases in told.items() if phrases}
    if "tsx" in kept and not ("typescript" in kept and _TAGS.search(text)):
        del kept["tsx"]
    if "tsx" in kept:
        del kept["typescript"]
    if {"tsx", "typescript"} & kept.keys():
        kept.pop("javascript", None)
    if "c" in kept and "cpp" in kept:
        del kept["c" if kept["cpp"] > kept["c"] else "cpp"]
    return kept


def _errors(language: str, text: str, budget: Budget) -> float:
    """The share of the text that the grammar finds no place for; 1 where it cannot be told."""
    start = "<?php " if language == "php" and "<?" not in text else ""
    grammar = next((grammar for grammar, name in LANGUAGE_OF.items() if name == language), language)
    source = (start + text).encode("utf-8", "replace")
    tree = parse(grammar, source, budget)
    return 1.0 if tree is None or not source else min(1.0, _bytes_in_errors(tree.root_node) / len(source))


def _bytes_in_errors(root: Node) -> int:
    size = seen = 0
    waiting = [root] if root.has_error else []
    while waiting and seen < MOST_NODES:
        node = waiting.pop()
        seen += 1
        if node.is_error or node.is_missing:
            size += max(1, node.end_byte - node.start_byte)
        else:
            waiting += [child for child in node.children if child.has_error or child.is_missing]
    return size
