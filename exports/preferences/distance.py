"""How alike two code texts are, once what formatters do is set aside."""

import re
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

_STRING = r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
_TRAILING_COMMA = re.compile(rf"({_STRING})|,[ \t]*\n\s*(?=[)\]}}])")
_LINE_END_SEMICOLON = re.compile(r";[ \t]*(?=\n|$)")
_TOKEN = re.compile(rf"(?P<string>{_STRING})|(?P<space>\s+)|(?P<word>\w+)|(?P<other>.)", re.DOTALL)
_OPEN, _CLOSE = "([{", ")]}"
_GRAM = 4
_REMEMBERED = 512  # texts: every rule and the settling ask for the same few of a group


@lru_cache(maxsize=_REMEMBERED)
def norm(text: str) -> str:
    """The text without differences only a formatter makes: spacing, line wrapping inside brackets, the width
    of an indentation step, quote style, trailing commas before a closing bracket's line, final semicolons.

    Indentation outside brackets keeps its structure, because in Python it is meaning.
    """
    text = text.replace("\r\n", "\n").strip("\n")
    text = _TRAILING_COMMA.sub(lambda match: match.group(1) or "\n", text)
    return "".join(_normal_tokens(_LINE_END_SEMICOLON.sub("", text))).strip()


def _normal_tokens(text: str) -> list[str]:
    out: list[str] = []
    depth, indents = 0, [0]
    for match in _TOKEN.finditer(text.strip()):
        kind, token = match.lastgroup, match.group()
        if kind == "string":
            out.append(_double_quoted(token))
        elif kind == "space":
            if "\n" in token and depth == 0:
                out.append(_line_break(token, indents))
            elif _parts_words(text.strip(), match):
                out.append(" ")
        else:
            depth = max(0, depth + (token in _OPEN) - (token in _CLOSE)) if kind == "other" else depth
            out.append(token)
    return out


def _line_break(space: str, indents: list[int]) -> str:
    """A line break outside brackets: its indentation as steps in or out, whatever their width."""
    width = len(space.rpartition("\n")[2].expandtabs(4))
    if width > indents[-1]:
        indents.append(width)
        return "\n>"
    steps = 0
    while len(indents) > 1 and width < indents[-1]:
        indents.pop()
        steps += 1
    return "\n" + "<" * steps


def _parts_words(text: str, space: re.Match[str]) -> bool:
    """Whether the space keeps two words apart; next to punctuation it is a matter of style."""
    before, after = text[space.start() - 1], text[space.end()]
    return (before.isalnum() or before in "_\"'") and (after.isalnum() or after in "_\"'")


def _double_quoted(string: str) -> str:
    inner = string[1:-1]
    return string if '"' in inner or "\\" in inner else f'"{inner}"'


def edit_distance(before: str, after: str, longest: int) -> float | None:
    """Levenshtein(norm(y), norm(y′)) / max(|norm(y)|, |norm(y′)|), 0 to 1; None where a text has
    more than `longest` characters (the time is quadratic)."""
    if max(len(before), len(after)) > longest:
        return None
    return float(Levenshtein.normalized_distance(norm(before), norm(after)))


def containment(text: str, file: str) -> float:
    """|G₄(text) ∩ G₄(file)| / |G₄(text)|: the share of the text's character 4-grams the file still holds.

    Asymmetric on purpose: the symmetric form collapses for a snippet in a large file. Texts shorter than four
    characters count as one gram.
    """
    needle, hay = " ".join(text.split()), " ".join(file.split())
    size = min(_GRAM, len(needle))
    if not size:
        return 0.0
    grams = _grams(needle, size)
    return len(grams & _grams(hay, size)) / len(grams)


def _grams(text: str, size: int) -> set[str]:
    return {text[start : start + size] for start in range(len(text) - size + 1)}


def comparable(one: str, other: str, ratio: float) -> bool:
    """Whether neither text is more than `ratio` times as long as the other."""
    short, long = sorted((len(one.strip()), len(other.strip())))
    return short > 0 and long <= ratio * short
