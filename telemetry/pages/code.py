"""Code as HTML with Pygments' classes; the style sheet is the one of the records' pages."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

MAX_CHARACTERS = 60_000  # longer texts are shown plain: Pygments takes about 30 ms for this much
MAX_LINE = 4_000  # some lexers are slow on one very long line


def block(text: str, language: str) -> SafeString:
    """A text's HTML, for a <pre>: plain where its language is unknown or it is too long."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return escape(text)
    if len(text) > MAX_CHARACTERS or any(len(line) > MAX_LINE for line in text.split("\n")):
        return escape(text)
    return mark_safe(highlight(text, lexer, HtmlFormatter(nowrap=True)))  # noqa: S308 - it escapes every text
