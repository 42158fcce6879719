"""How alike two code texts are, once what formatters do is set aside."""

import re
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

_STRING = r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
_COMMA_AT_END = r",[ \t]*\n\s*(?=[)\]}])"
_ANY_TRAILING_COMMA = re.compile(_COMMA_AT_END)
_TRAILING_COMMA = re.compile(rf"({_STRING})|{_COMMA_AT_END}")
_LINE_END_SEMICOLON = re.compile(r";[ \t]*(?=\n|$)")
# What stands between strings, brackets and white space stays as it is, in one piece with the blanks that part words.
_PIECE = r"[^\s\"'()\[\]{}]+"
_TOKEN = re.compile(rf"({_STRING})|(\s+)|{_PIECE}(?:(?<=\w) (?=\w){_PIECE})*|.", re.DOTALL)
_STRING_GROUP, _SPACE_GROUP = 1, 2
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_GRAM = 4
_REMEMBERED = 512  # texts: every rule and the settling ask for the same few of a group


@lru_cache(maxsize=_REMEMBERED)
def norm(text: str) -> str:
    """The text without differences only a formatter makes: spacing, line wrapping inside brackets, the width
    of an indentation step, quote style, trailing commas before a closing bracket's line, final semicolons.

    Indentation outside brackets keeps its structure, because in Python it is meaning.
    """
    text = text.replace("\r\n", "\n").strip("\n")
    if _ANY_TRAILING_COMMA.search(text):
        text = _TRAILING_COMMA.sub(lambda match: match.group(1) or "\n", text)
    if ";" in text:
        text = _LINE_END_SEMICOLON.sub("", text)
    return "".join(_normal_tokens(text.strip())).strip()


def _normal_tokens(text: str) -> list[str]:
    out: list[str] = []
    depth, indents = 0, [0]
    for match in _TOKEN.finditer(text):
        token = match.group()
        if match.lastindex == _SPACE_GROUP:
            if depth == 0 and "\n" in token:
                out.append(_line_break(token, indents))
            elif _parts_words(text, match):
                out.append(" ")
        elif match.lastindex == _STRING_GROUP:
            out.append(_double_quoted(token))
        else:
            if token in _OPEN:
                depth += 1
            elif token in _CLOSE:
                depth = max(0, depth - 1)
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
    start, end = space.span()
    before, after = text[start - 1], text[end]
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
    if needle in hay:
        return 1.0
    grams = _grams(needle, size)
    return len(grams & _grams(hay, size)) / len(grams)


def _grams(text: str, size: int) -> set[str]:
    return {text[start : start + size] for start in range(len(text) - size + 1)}


def comparable(one: str, other: str, ratio: float) -> bool:
    """Whether neither text is more than `ratio` times as long as the other."""
    short, long = sorted((len(one.strip()), len(other.strip())))
    return short > 0 and long <= ratio * short
