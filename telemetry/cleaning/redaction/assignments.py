"""Secrets told by the name of what they are assigned to, in whatever way languages and formats assign.

Passwords that are plain words (`password = "secret"`) are left: they hide nothing, and replacing them everywhere
would change the code.
"""

import re
from collections.abc import Iterator

from telemetry.cleaning.redaction.finding import Finding, Subject, places
from telemetry.cleaning.redaction.randomness import (
    RANDOM_CHANGES,
    changes,
    entropy,
    is_placeholder,
    is_readable,
    looks_random,
    readable_share,
)

ASSIGNED = "assigned_secret"

# What names of secrets contain
_NAMES = ("secret", "token", "passw", "passphrase", "pwd", "credential")
_PASSWORDS = frozenset({"passw", "passphrase", "pwd"})  # short ones are common, so less must tell them
_KEY = "key"  # other keys are those of dictionaries
_KINDS_OF_KEY = re.compile(
    r"(?:api|access|auth|private|encryption|encrypt|signing|account|service|master|shared|preshared|app|application"
    r"|license|webhook|storage|session|hmac|aes|jwt|consumer|client|admin|deploy|anon|role)[_.-]?\Z"
)
# Tokens of pages and of assemblies' names
_NO_SECRET = re.compile(r"(?:next|page|continuation|publickey|sync|start|cancellation|prompt|max|num)[_-]?\Z")
# Parameters of addresses and cookies too short to be looked for anywhere else
_PARAMETERS = ("sid=", "sig=", "auth=", "ession=", "sessionid=", "signature=")
# Names that go on like this hold something about the secret, not the secret.
_ABOUT = re.compile(
    r"(?i)[\w-]{0,20}?(?:s?[_-]?(?:id|ids|name|names|file|path|url|uri|endpoint|type|types|kind|class|field|label"
    r"|length|len|size|min|max|count|limit|ttl|age|expir\w*|lifetime|hasher\w*|algo\w*|method|format|pattern|regex|regexp"
    r"|prefix|suffix|header|param\w*|prompt|hint|help|message|error|version|scope|scopes|policy|validator\w*|env|var"
    r"|column|index|location|ref|arn|store|provider|manager|mode|usage|desc\w*|namespace|title|placeholder|icon|state|status"
    r"|hash|digest|checksum|fingerprint|offset|range|start|end|pos|izer\w*|ize\w*|ization))(?![A-Za-z])"
)
_OPEN = r"\\?[\"'`]"
_NAMED = re.compile(
    r"(\w{0,24})(?:\\?[\])\"'`.>-]){0,4}"  # the rest of the name, and what closes it
    r"(?:[ \t]{0,4}:[ \t]{0,2}[A-Za-z&][\w<>\[\].&']{0,24})??"  # its type
    r"[ \t]{0,12}(?:=>|:=|===?|!==?|\?\?=?|\|\|=?|\?=|<-|[:=]|(?P<argument>[,(]))[ \t\n]{0,12}"
    r"(?:value[ \t]{0,2}[=:][ \t]{0,2})?(?:\w{1,12}\()?[bruRBfL@$]{0,2}"
    rf"{_OPEN}(?P<value>(?:[^\"'`\\\s\0]|\\(?![\"'`])){{4,512}})\\?[\"'`]"
)
_ATTRIBUTE = re.compile(
    r"(\w{0,24})[\"'][ \t\n]{1,8}value[ \t]{0,2}=[ \t]{0,2}[\"'](?P<value>[^\"'<>\s\0]{4,200})[\"']"
)
_ELEMENT = re.compile(r"(\w{0,24})[^<>\n\0]{0,80}>(?P<value>[^<>\s\0]{4,512})</")
# `NAME=value` of environments and `name: value` of YAML: to the end of the line, or to a space after a name in capitals
_LINE = re.compile(
    r"([\w.-]{0,24})[ \t]{0,12}[=:][ \t]{0,12}(?P<value>(?!#)[^\s\"'`(){}\[\],;<>\0]{6,512})[ \t]*(?=\r?\n|\Z|\0| #)"
)
_LINE_START = re.compile(
    r"(?:\A|(?<=[\n\0]))[ \t]{0,24}(?:(?:#|//|\*|;|--)[ \t]{0,4})?"
    r"(?:- |export[ \t]+|set[ \t]+|ENV[ \t]+|ARG[ \t]+)?[\w.-]{0,60}\Z"
)
_INLINE = re.compile(r"([A-Z0-9_]{0,24})=(?P<value>[^\s\"'`$(){}\[\],;<>|&\0]{6,512})(?=[\s\"'`]|\Z)")
_CAPITALS = re.compile(r"(?<![\w-])[A-Z0-9_]{0,60}\Z")
# `?token=…&` of addresses, `token=…;` of cookies and connection strings, `X-Token: …` of headers inside quotes
_PARAMETER = re.compile(r"([\w.-]{0,24})=(?P<value>[^\s\"'`&;#<>(){}\[\],\\=\0]{6,2048}={0,2})")
_PARAMETER_START = re.compile(r"[?&;:{\"'`][ ]{0,2}[\w.$-]{0,40}\Z")
_HEADER = re.compile(r"([\w-]{0,24}):[ ]{0,2}(?P<value>[A-Za-z0-9._~+/=-]{12,2048})(?=\\?[\"'`\n\r])")
_HEADER_START = re.compile(r"(?:[\"'`\n]|\\n)[ \t]{0,8}[A-Za-z][\w-]{0,40}\Z")
_WORDS = re.compile(r"\w{0,16}[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']((?:[a-z]{3,8} ){11,23}[a-z]{3,8})[\"']")
_BEFORE = 80  # characters looked at before a name: longer lines are no assignments

_ADDRESS = re.compile(r"\A[\w+.-]{2,24}:/|\A\$[A-Za-z_]+\Z|\A%[A-Z_]+%|\A[A-Za-z]:[\\/]|\A\.{0,2}/[a-z]+/")
_PATH = re.compile(r"\A[./~\\]|\A[\w.-]+(?:/[\w.-]+)+\Z|\.\w{1,5}\Z")
_IDENTIFIER = re.compile(r"\A[A-Za-z_$][\w$]*(?:(?:\.|::|->|-|:|/)[A-Za-z_$][\w$]*)*(?:\(.*\)?|\[.*\]?)?\Z")
_LABEL = re.compile(r"\A\w+(?:[.:/ -]+\w+)*\Z")
_PASSWORD_WORD = re.compile(r"(?i:pass|pwd|secret|token|user|field|input|name|login|prompt)|key|Key|KEY")
_CHAIN = re.compile(r"\A(?:[A-Za-z_]\w*\.)+\w*\Z|\A[A-Za-z]+(?:_[A-Za-z]+)+\d*\Z|\A(?:self|this)\.")
# Parts of letters with a few digits: `enable_k8s_tokens`, `X509_info_st`
_SNAKE = re.compile(r"\A_{0,2}[A-Za-z]+[0-9]{0,3}[A-Za-z]{0,3}(?:_[A-Za-z]*[0-9]{0,4}[A-Za-z]{0,3})+\Z")
_OPTIONAL = re.compile(r"\A[a-z]+\?\Z")  # a type
_PATTERN = re.compile(r"\(\?|\\[dws]|\[[^\]]{2,}\]|\{\d+,?\d*\}")
MOST_READABLE = 1.0  # of the letters of a password without digits
SHORTEST_ARGUMENT = 8  # characters
SHORTEST_PASSWORD = 6  # characters
PASSWORD_ENTROPY = 2.25  # bits a character; `abc123` has 2.58
_CALL = re.compile(r"[A-Za-z_]\(|\A[a-z_.]+\[|::|->|\A&|\A\*?(?:[A-Z]?[a-z_]+|[A-Z_]+)\*?\Z|\A@[A-Za-z_.]+\Z|\A\w+://")


def find_assignments(subject: Subject) -> Iterator[Finding]:
    text, lowered = subject.text, subject.lowered
    for name in _NAMES:
        for place in places(name, lowered):
            if not _NO_SECRET.search(lowered, max(0, place - 16), place):
                yield from _assigned(text, place, place + len(name), name in _PASSWORDS)
    for place in places(_KEY, lowered):
        if _KINDS_OF_KEY.search(lowered, max(0, place - 12), place):
            yield from _assigned(text, place, place + len(_KEY), False)
    for parameter in _PARAMETERS:
        for place in places(parameter, lowered):
            yield from _parameters(text, place, place + len(parameter) - 1)
    yield from _mnemonics(text, lowered)


def _mnemonics(text: str, lowered: str) -> Iterator[Finding]:
    """Twelve words and more that a wallet is made from (BIP 39)."""
    for name in ("mnemonic", "seed"):
        for place in places(name, lowered):
            words = _WORDS.match(text, place + len(name))
            if words:
                yield _finding(words, 1)


def _assigned(text: str, start: int, end: int, is_password: bool) -> Iterator[Finding]:
    for pattern in (_NAMED, _ATTRIBUTE, _ELEMENT):
        match = pattern.match(text, end)
        if match:
            is_argument = pattern is _NAMED and match.group("argument") is not None
            judge = _is_secret_argument if is_argument else _is_secret
            if not _ABOUT.match(match.group(1)) and judge(match.group("value"), is_password):
                yield _finding(match, "value")
            return
    line = _LINE.match(text, end)
    if line and _LINE_START.search(text, max(0, start - _BEFORE), start):
        if _is_told(line, is_password):
            yield _finding(line, "value")
        return
    yield from _inline(text, start, end, is_password)
    yield from _parameters(text, start, end)


def _inline(text: str, start: int, end: int, is_password: bool) -> Iterator[Finding]:
    match = _INLINE.match(text, end)
    if match and _CAPITALS.search(text, max(0, start - _BEFORE), end) and _is_told(match, is_password):
        yield _finding(match, "value")


def _parameters(text: str, start: int, end: int) -> Iterator[Finding]:
    for pattern, begins in ((_PARAMETER, _PARAMETER_START), (_HEADER, _HEADER_START)):
        match = pattern.match(text, end)
        if match and begins.search(text, max(0, start - _BEFORE), start) and _is_told(match, False):
            yield _finding(match, "value")


def _is_told(match: re.Match[str], is_password: bool) -> bool:
    return not _ABOUT.match(match.group(1)) and _is_bare_secret(match.group("value"), is_password)


def _finding(match: re.Match[str], group: int | str) -> Finding:
    return Finding(match.start(group), match.group(group), "SECRET", ASSIGNED)


def _is_secret(value: str, is_password: bool) -> bool:
    """Whether what stands in quotes is a secret."""
    if (
        value[0] == ">"
        or _OPTIONAL.match(value)
        or _ADDRESS.search(value)
        or is_placeholder(value)
        or _PATTERN.search(value)
        or (_PATH.search(value) and is_readable(value))
    ):
        return False
    if is_password:
        return _is_password(value)
    return len(value) >= 8 and looks_random(value) and not _is_name(value)


def _is_secret_argument(value: str, is_password: bool) -> bool:
    """Whether what follows in a list of arguments or values is one: there it is a name more often."""
    if ":" in value or not looks_random(value, PASSWORD_ENTROPY) or (_LABEL.match(value) and is_readable(value)):
        return False
    named = _SNAKE.match(value) or (_LABEL.match(value) and changes(value) < RANDOM_CHANGES)
    return _is_secret(value, is_password) and len(value) >= SHORTEST_ARGUMENT and (is_password or not named)


def _is_bare_secret(value: str, is_password: bool) -> bool:
    """Whether what stands without quotes is one: there it may be code as well."""
    if _CALL.search(value) or (_CHAIN.match(value) and (is_readable(value) or changes(value) < RANDOM_CHANGES)):
        return False
    if not is_password and _SNAKE.match(value):
        return False
    return _is_secret(value, is_password) and (is_password or len(value) >= 12)


def _is_password(value: str) -> bool:
    """Letters mixed with digits or signs, as rules for passwords ask; longer than what tests use as a filler."""
    if _is_irregular(value):
        return True
    mixed = any(map(str.isalpha, value)) and not value.isalpha()
    return mixed and len(value) >= SHORTEST_PASSWORD and entropy(value) >= PASSWORD_ENTROPY and not _is_label(value)


def _is_irregular(value: str) -> bool:
    """Letters in cases and orders no name has."""
    plain = value.islower() or value.isupper() or value.istitle() or _PASSWORD_WORD.search(value)
    return value.isalpha() and len(value) >= SHORTEST_ARGUMENT and not plain and readable_share(value) < MOST_READABLE


def _is_label(value: str) -> bool:
    """Whether it names the password instead of being one: `db_password_1`, `test-pass`."""
    numbered = any(map(str.isdigit, value)) and not _PASSWORD_WORD.search(value)
    return _LABEL.match(value) is not None and not numbered and is_readable(value)


def _is_name(value: str) -> bool:
    """Whether it is made of words, as names in code are."""
    return _IDENTIFIER.match(value) is not None and is_readable(value)
