"""How far apart two texts are once style is set aside: comments, layout and what local names are called. Pure.

Developers do prefer one style to another, but which of two texts works better is then no question: an expert who is
blind to who wrote which says "the same".
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from exports.preferences.distance import norm

_HASH = frozenset({"python", "ruby", "shell", "shellscript", "bash", "perl", "r", "elixir", "julia", "yaml", "toml"})
_DASHES = frozenset({"sql", "lua", "haskell", "ada"})
_STRING = r"\"\"\"[\s\S]*?\"\"\"|'''[\s\S]*?'''|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
_HASH_COMMENT = re.compile(rf"({_STRING})|#[^\n]*")
_DASH_COMMENT = re.compile(rf"({_STRING})|--[^\n]*")
_SLASH_COMMENT = re.compile(rf"({_STRING}|`(?:\\.|[^`\\])*`)|//[^\n]*|/\*[\s\S]*?\*/")
_TOKEN = re.compile(rf"{_STRING}|\w+|\n[<>]*|[^\w\s]")
_NAME = re.compile(r"[^\W\d]\w*")
_DECLARING = frozenset({"for", "as", "let", "const", "var", "val", "auto", "foreach"})
_GIVING = _DECLARING | {"="}
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_REMEMBERED = 512  # texts: the same few of a group are compared again and again

Tokens = tuple[str, ...]


def distance(one: str, other: str, language: str) -> float:
    """The share of tokens to change to turn one into the other, style set aside: 0 (the same) to 1."""
    return float(Levenshtein.normalized_distance(plain(one, language), plain(other, language)))


@lru_cache(maxsize=_REMEMBERED)
def plain(text: str, language: str) -> Tokens:
    """The text's tokens without comments and layout, its own variables numbered in the order they appear."""
    tokens = _without_named_results(_TOKEN.findall(norm(_without_comments(text, language.lower()))))
    own = set(_assigned(tokens))
    if not own:
        return tuple(tokens)
    numbers: dict[str, str] = {}
    return tuple(
        numbers.setdefault(token, f"\0{len(numbers)}") if token in own and not _is_member(tokens, place) else token
        for place, token in enumerate(tokens)
    )


def _without_comments(text: str, language: str) -> str:
    if not language:
        return text  # what marks a comment in one language is an operator in another
    comment, marks = _comment_of(language)
    if not any(mark in text for mark in marks):
        return text
    return comment.sub(lambda found: found.group(1) or "", text)


def _comment_of(language: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """What finds comments, and what every one of them begins with."""
    if language in _HASH:
        return _HASH_COMMENT, ("#",)
    return (_DASH_COMMENT, ("--",)) if language in _DASHES else (_SLASH_COMMENT, ("//", "/*"))


def _without_named_results(tokens: list[str]) -> list[str]:
    """`name = value`, then `return name`, is the same as `return value`."""
    if "return" not in tokens or "=" not in tokens:
        return tokens
    out: list[str] = []
    starts = [0, *(place + 1 for place, token in enumerate(tokens) if token.startswith("\n"))]
    lines = [tokens[start:end] for start, end in zip(starts, [*starts[1:], len(tokens) + 1], strict=True)]
    for line in lines:
        before = _last_line(out)
        if line[:1] == ["return"] and len(line) in (2, 3) and _is_named_result(out, before, line[1]):
            named = out.index("=", before)
            out[before:] = ["return", *out[named + 1 : -1], *line[2:]]
        else:
            out += line
    return out


def _last_line(tokens: Sequence[str]) -> int:
    """Where the line before the break that ends `tokens` starts."""
    breaks = (place for place in range(len(tokens) - 2, -1, -1) if tokens[place].startswith("\n"))
    return next(breaks, -1) + 1


def _is_named_result(tokens: Sequence[str], start: int, name: str) -> bool:
    line = tokens[start:]
    declared = line[1:] if line[:1] and line[0] in _DECLARING else line
    return list(declared[:2]) == [name, "="] and line[-1] == "\n"


def _assigned(tokens: Sequence[str]) -> Iterator[str]:
    """Names the text itself gives a value: what stands left of `=` outside brackets, or after `for`, `as`, `let`."""
    if _GIVING.isdisjoint(tokens):
        return
    depth = 0
    for place, word in enumerate(tokens):
        if word in _OPEN:
            depth += 1
        elif word in _CLOSE:
            depth -= 1
        elif word == "=" and depth <= 0 and _is_assignment(tokens, place):
            yield from _names_before(tokens, place)
        elif word in _DECLARING:
            yield from _names_after(tokens, place)


def _is_assignment(tokens: Sequence[str], place: int) -> bool:
    before, after = tokens[place - 1] if place else "", tokens[place + 1] if place + 1 < len(tokens) else ""
    return after not in {"=", ">", "~"} and before not in {"=", "!", "<", ">"}


def _names_before(tokens: Sequence[str], place: int) -> Iterator[str]:
    """`a, b` of `a, b = …` and of `a += …`; nothing of `a.b = …` or `a[i] = …`."""
    place -= 1
    while place >= 0 and tokens[place] in {"+", "-", "*", "/", "%", "|", "&", "^", ":"}:
        place -= 1
    while place >= 0 and _NAME.fullmatch(tokens[place]) and not _is_member(tokens, place):
        yield tokens[place]
        if place < 2 or tokens[place - 1] != ",":
            return
        place -= 2


def _names_after(tokens: Sequence[str], place: int) -> Iterator[str]:
    for token in tokens[place + 1 : place + 8]:
        if _NAME.fullmatch(token):
            if token in {"in", "of"}:
                return
            yield token
        elif token not in {",", "("}:
            return


def _is_member(tokens: Sequence[str], place: int) -> bool:
    """`.name` belongs to something else."""
    return place > 0 and tokens[place - 1] == "."
