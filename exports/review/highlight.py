"""Code as HTML with Pygments classes, line by line, so that lines can stand in a diff. Pure."""

from collections.abc import Iterator
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, _TokenType
from pygments.util import ClassNotFound

from exports.review.diff import Range, split_lines

MAX_CHARACTERS = 60_000  # longer texts are shown plain: Pygments takes about 30 ms for this much
MAX_LINE = 4_000  # some lexers are slow on one very long line
_NAMES = {
    "typescriptreact": "tsx",
    "javascriptreact": "jsx",
    "shellscript": "bash",
    "c#": "csharp",
    "objective-cpp": "objective-c++",
    "vue": "html",
    "svelte": "html",
    "plaintext": "text",
}

Piece = tuple[str, str]  # CSS class, text


def highlighted(text: str, language: str) -> list[list[Piece]]:
    """The pieces of each line. An unknown language or a text beyond the caps is one plain piece a line."""
    plain = split_lines(text)
    lexer = _lexer(language)
    if lexer is None or len(text) > MAX_CHARACTERS or any(len(line) > MAX_LINE for line in plain):
        return [[("", line)] for line in plain]
    lines = _lines(lexer, "\n".join(plain))
    same = ["".join(text for _, text in line) for line in lines] == plain
    return lines if same else [[("", line)] for line in plain]


def markup(pieces: list[Piece], changed: tuple[Range, ...] = ()) -> SafeString:
    """One line's HTML, everything escaped, `changed` character ranges in <mark>."""
    html = []
    for css, text, is_changed in _cut(pieces, changed):
        part = f'<span class="{css}">{escape(text)}</span>' if css else escape(text)
        html.append(f"<mark>{part}</mark>" if is_changed else part)
    return mark_safe("".join(html))  # noqa: S308 - every text went through escape, classes are Pygments' own


def block(text: str, language: str) -> SafeString:
    """A whole text's HTML, for a <pre>."""
    return mark_safe("\n".join(markup(line) for line in highlighted(text, language)))  # noqa: S308 - made of markup()


def _lexer(language: str) -> Lexer | None:
    name = language.strip().lower()
    try:
        return get_lexer_by_name(_NAMES.get(name, name)) if name else None
    except ClassNotFound:
        return None


def _lines(lexer: Lexer, text: str) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[]]
    for _, kind, value in lexer.get_tokens_unprocessed(text):
        head, *rest = value.split("\n")
        css = _css(kind)
        if head:
            lines[-1].append((css, head))
        lines.extend([(css, part)] if part else [] for part in rest)
    return lines


def _css(kind: _TokenType) -> str:
    """The class of the token type, or of its nearest ancestor that has one."""
    while kind not in STANDARD_TYPES and kind.parent is not None:
        kind = kind.parent
    return STANDARD_TYPES.get(kind, "")


def _cut(pieces: list[Piece], changed: tuple[Range, ...]) -> Iterator[tuple[str, str, bool]]:
    """The pieces, cut where a changed range begins or ends."""
    edges = sorted({edge for each in changed for edge in each})
    position = 0
    for css, text in pieces:
        end = position + len(text)
        cuts = [position, *(edge for edge in edges if position < edge < end), end]
        for start, stop in pairwise(cuts):
            inside = any(first <= start and stop <= last for first, last in changed)
            yield css, text[start - position : stop - position], inside
        position = end
