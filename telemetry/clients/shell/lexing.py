"""A command line as simple commands and what stands between them.

Not a shell: enough of its grammar to tell which program's exit status the line ends with. Every text is read in one
pass of a regular expression without nested repetition, so the time grows with the length alone.
"""

import re
from typing import Final, NamedTuple

# A here-document's text is data, not commands.
_HEREDOC = re.compile(r"<<-?[ \t]*(['\"]?)(\w+)\1([^\n]*\n)(?:.*?^[ \t]*\2[ \t]*$|.*\Z)", re.DOTALL | re.MULTILINE)
_TOKEN = re.compile(
    r"""(?P<blank>[ \t\r]+|\\\r?\n)
      | (?P<comment>(?<![^\s;|&()])\#[^\n]*)
      | (?P<redirect>\d*(?:&>>?|[<>]&[\d-]*|>>|>\||<<<|<>|[<>](?!\()))
      | (?P<operator>\|\||&&|;;|\|&|[;|&()\n])
      | (?P<piece>'[^']*'|"(?:[^"\\]|\\.)*"|[$<>]\([^()]*\)|`[^`]*`|\$\{[^}]*\}|\\.|[^\s;|&()<>'"\\`$\#]+|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_MAX_HEREDOCS: Final = 20
_ESCAPED_IN_QUOTES = re.compile(r'\\(["\\$`\n])')


class Simple(NamedTuple):
    """One program with its arguments, and the operator that follows it: ; | & && || ) or nothing at the end."""

    words: tuple[str, ...]
    then: str = ""


class Line(NamedTuple):
    commands: tuple[Simple, ...]
    grouped: bool = False  # parts of it stand in parentheses


def read(text: str) -> Line:
    """The simple commands of a line, in order; redirections are left out."""
    reader = _Reader()
    for match in _TOKEN.finditer(_HEREDOC.sub(r"\3", text, count=_MAX_HEREDOCS)):
        reader.take(match.lastgroup or "", match.group())
    reader.end_command("")
    return Line(tuple(reader.commands), reader.grouped)


class _Reader:
    def __init__(self) -> None:
        self.commands: list[Simple] = []
        self.grouped = False
        self._words: list[str] = []
        self._word: list[str] | None = None
        self._is_target = False  # the next word is where a redirection goes

    def take(self, kind: str, token: str) -> None:
        if kind == "piece":
            self._word = self._word or []
            self._word.append(_unquoted(token))
            return
        self._end_word()
        if kind == "redirect":
            self._is_target = not re.fullmatch(r"\d*[<>]&[\d-]+", token)
        elif kind == "operator":
            self.end_command(token)

    def _end_word(self) -> None:
        if self._word is None:
            return
        if not self._is_target:
            self._words.append("".join(self._word))
        self._word, self._is_target = None, False

    def end_command(self, operator: str) -> None:
        self._end_word()
        self._is_target = False
        self.grouped = self.grouped or operator in ("(", ")")
        if self._words[:1] == ["{"]:
            self._words, self.grouped = self._words[1:], True
        if self._words == ["}"]:
            self._words = []  # what follows the group is not joined to it: the semicolon before stays
        elif self._words:
            self.commands.append(Simple(tuple(self._words), _plain(operator)))
            self._words = []
        elif self.commands and operator in ("&&", "||", "|", "|&", "&", ";"):
            # Follows a closing parenthesis: the operator joins the whole group to what comes next.
            self.commands[-1] = self.commands[-1]._replace(then=_plain(operator))


def _plain(operator: str) -> str:
    return {"\n": ";", ";;": ";", "|&": "|", "(": ";", ")": ";"}.get(operator, operator)


def _unquoted(piece: str) -> str:
    if len(piece) > 1 and piece[0] == piece[-1] == "'":
        return piece[1:-1]
    if len(piece) > 1 and piece[0] == piece[-1] == '"':
        return _ESCAPED_IN_QUOTES.sub(r"\1", piece[1:-1])
    if piece[0] == "\\" and len(piece) == 2 and not piece[1].isalnum():  # kept before letters: paths of Windows
        return piece[1]
    return piece
