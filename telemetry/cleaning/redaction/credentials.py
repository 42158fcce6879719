"""Secrets told by where they stand: in addresses, headers, command lines and the files of well-known tools."""

import base64
import binascii
import re
from collections.abc import Iterator

from telemetry.cleaning.redaction.finding import ANYWHERE, Around, Finding, Subject, places
from telemetry.cleaning.redaction.randomness import is_placeholder, is_readable, looks_random, readable_share

URL_CREDENTIAL = "credential_in_url"
CREDENTIAL = "credential"
HASHED = "hashed_password"

_URL = re.compile(r"://([^:/?#\[\]@!$&'()*+,;=\s\"<>\0]{0,100}):([^/?#@\s\"'`<>\\\0]{3,200})@(?=[\w\[{$%-])")
_USERINFO = re.compile(r"://([A-Za-z0-9_-]{16,255})@(?=[\w\[])")
_BEFORE_AT = Around(re.compile(r"(?<=:)"), re.compile(r"(?=@)"))
# Passwords in the URLs of documentation and of throw-away containers
_COMMON = frozenset({"pass", "passwd", "password", "pwd", "secret", "postgres", "mysql", "root", "guest", "admin"})

# Addresses whose path is the secret: the host, then the path as their issuers form it
_HOOKS = tuple(
    (hint, re.compile(rf"(?i){re.escape(hint)}({path})"))
    for hint, path in (
        ("hooks.slack.com/", r"(?:services|workflows|triggers)/[\w/]{20,100}"),
        ("discord.com/api/", r"(?:v[0-9]{1,2}/)?webhooks/[0-9]{15,22}/[\w-]{50,90}"),
        ("discordapp.com/api/", r"(?:v[0-9]{1,2}/)?webhooks/[0-9]{15,22}/[\w-]{50,90}"),
        (".webhook.office.com/", r"webhookb2/[\w@-]{20,90}/IncomingWebhook/[\w/-]{32,120}"),
        ("outlook.office.com/", r"webhook/[\w@-]{20,90}/IncomingWebhook/[\w/-]{32,120}"),
        ("hooks.zapier.com/", r"hooks/catch/[0-9]{4,12}/[A-Za-z0-9]{5,20}"),
        ("maker.ifttt.com/", r"(?:trigger|use)/[\w/-]{10,120}"),
        ("open.feishu.cn/open-apis/bot/", r"(?:v2/)?hook/[\w-]{20,60}"),
        ("api.telegram.org/", r"bot[0-9]{8,10}:[\w-]{35}"),
        (".ingest.sentry.io/", r"api/[0-9]+/envelope/\?sentry_key=[0-9a-f]{32}"),
    )
)

_HOOK_WORDS = ("hook", "ifttt", "telegram", "sentry")

_SCHEMES = ("authorization: token ", "apikey ", "api-key ")  # told by the header they stand in
_SCHEME = re.compile(r"[ \t]*\\?[\"']?([A-Za-z0-9._~+/-]{16,2048}={0,2})")
_SHORT_BASIC = re.compile(r"[ \t]*([A-Za-z0-9+/]{8,512}={0,2})")
_DOCKER = re.compile(r"\\?\"auth\\?\"[ \t]{0,4}:[ \t]{0,4}\\?\"([A-Za-z0-9+/]{8,512}={0,2})")
_PRINTABLE_PAIR = re.compile(rb"[\x21-\x7e]{1,200}:[\x21-\x7e]{3,400}\Z")

# Options of command lines that hold a password, and programs whose short option does
_LONG_OPTION = re.compile(
    r"--(?:[a-z]{1,16}-)?(?:password|passwd|pass|token|api-?key|secret|secret-?key|auth-token)"
    r"(?:=|[ \t]{1,4}|\"?,[ \t\n]{0,8})"
    r"[\"']?([^\s\"'`$<>|;&\\{}\[\]\0-][^\s\"'`<>|;&\\\0]{4,200})"
)
_USER_OPTION = re.compile(r"(?: -u|-user)(?:=|[ \t]{0,4})[\"']?[\w.@$-]{1,64}:([^\s\"'`$<>|;&\\{}#\0]{4,200})")
_PROGRAM = re.compile(
    r"(?:docker login|podman login|registry login|oc login|az login|acr login|sshpass|psql|mysql\w*|mariadb|mongo\w*"
    r"|redis-cli|ldap\w{3,8}|smbclient|influx|sqlcmd|bcp|rabbitmqadmin)\b[^\n|;\0]{0,200}\Z"
)
_SHORT_OPTION = re.compile(
    r" -[pPaw](?:[ \t]{1,4}|(?=[^\s-]))[\"']?([^\s\"'`$<>|;&\\{}\[\]\0-][^\s\"'`<>|;&\\\0]{4,200})"
)
_ANY_SHORT = re.compile(r" -[upPaw]")
_NETRC = re.compile(r"login[ \t\n]{1,8}[^\s\0]{1,100}[ \t\n]{1,8}password[ \t\n]{1,8}([^\s\0]{4,200})")
_PGPASS = re.compile(
    r"(?m)^(?![/#])[\w.*-]{1,100}:(?:[0-9]{4,5}|\*):[\w.*-]{1,64}:[\w.*@-]{1,64}:([^\s:\0]{4,200})[ \t]*$"
)
_CONNECTION = re.compile(
    r"(?i)(?:password|pwd|sharedaccesskey|accountkey)[ ]{0,2}=[ ]{0,2}([^;\"'`\s{}<>$\0]{5,200})(?=[;\"'`])"
)
_CONNECTION_HINT = re.compile(
    r"(?i)(?:server|data source|host|endpoint|user id|uid|accountname|database)[ ]{0,2}=[^\n\0]{0,200}\Z"
)
# crypt(3), htpasswd, Django, Argon2, scrypt: one can look for the password at leisure.
_HASHES = re.compile(
    r"(?:\$(?:apr1|1|5|6|7|y|gy|2[abxy]|argon2(?:id|i|d)|scrypt|pbkdf2(?:-\w+)?)\$[\w./$=,+*-]{20,250}"
    r"|(?<!\w)(?:pbkdf2_sha(?:1|256|512)|bcrypt_sha256|scrypt|argon2)\$[\w./$=,+-]{20,250}|\{SSHA(?:256|512)?\}[A-Za-z0-9+/]{28,120}={0,2})"
)
_DOLLARS = re.compile(r"\$[0-9a-zA-Z-]{1,16}\$")  # what all of them but SSHA hold


def find_credentials(subject: Subject) -> Iterator[Finding]:
    text, lowered = subject.text, subject.lowered
    if "://" in text:
        yield from _addresses(text, lowered)
    yield from _headers(text, lowered)
    yield from _commands(text, lowered)
    yield from _files(text, lowered)


def _secret(match: re.Match[str], reason: str = CREDENTIAL, group: int = 1, around: Around = ANYWHERE) -> Finding:
    return Finding(match.start(group), match.group(group), "SECRET", reason, around)


def _addresses(text: str, lowered: str) -> Iterator[Finding]:
    if "@" in text:
        for match in _URL.finditer(text):
            value = match.group(2)
            if value.lower() not in _COMMON and not is_placeholder(value) and not set(value) & set("{}$*%"[:3]):
                telling = looks_random(value) and len(value) >= 8
                yield _secret(match, URL_CREDENTIAL, 2, ANYWHERE if telling else _BEFORE_AT)
        for match in _USERINFO.finditer(text):
            if looks_random(match.group(1)) and not is_readable(match.group(1)):
                yield _secret(match, URL_CREDENTIAL)
    for hint, pattern in _HOOKS if any(word in lowered for word in _HOOK_WORDS) else ():
        if hint in lowered:
            yield from (_secret(match) for match in pattern.finditer(text) if not is_placeholder(match.group(1)))


def _headers(text: str, lowered: str) -> Iterator[Finding]:
    for scheme in ("bearer ", *(_SCHEMES if "authorization" in lowered else ())):
        for place in places(scheme, lowered):
            match = _SCHEME.match(text, place + len(scheme))
            if match and looks_random(match.group(1)) and not is_readable(match.group(1)):
                yield _secret(match)
    for place in places("basic ", lowered):
        match = _SHORT_BASIC.match(text, place + len("basic "))
        if match and _is_pair(match.group(1)):
            yield _secret(match)
    if '"auth' in lowered:
        yield from (_secret(match) for match in _DOCKER.finditer(text) if _is_pair(match.group(1)))


def _is_pair(encoded: str) -> bool:
    """Whether it is `user:password` in base64."""
    try:
        decoded = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    return _PRINTABLE_PAIR.match(decoded) is not None


def _commands(text: str, lowered: str) -> Iterator[Finding]:
    if "--" in text:
        yield from (_secret(match) for match in _LONG_OPTION.finditer(text) if _is_typed(match.group(1)))
    short = _ANY_SHORT.search(text) is not None  # one look instead of five
    for option in (" -u", "-user") if short else ("-user",):
        for place in places(option, text):
            match = _USER_OPTION.match(text, place)
            if match and _is_typed(match.group(1)):
                yield _secret(match)
    for option in (" -p", " -P", " -a", " -w") if short else ():
        for place in places(option, text):
            match = _SHORT_OPTION.match(text, place)
            if match and _is_typed(match.group(1)) and _PROGRAM.search(text, max(0, place - 220), place):
                yield _secret(match)


LONG_WORD = 12  # characters; shorter ones are the words of documentation
_PLAIN = re.compile(r"[A-Z]?[a-z]+\Z|[A-Z]+\Z")
_LABEL = re.compile(r"(?i:pass|pwd|secret|token|user|name)|key|Key|KEY")


def _is_typed(value: str) -> bool:
    """Whether an argument is a password and not a word, a number, a path or a placeholder."""
    if (
        is_placeholder(value)
        or (_PLAIN.match(value) and len(value) < LONG_WORD)
        or value.isdigit()
        or value[0] in "/.~"
        or value.lower() in _COMMON
    ):
        return False
    if not any(map(str.isalpha, value)) or _LABEL.search(value):
        return False
    return readable_share(value) < 1.0 or len(value) >= LONG_WORD


def _is_kept(value: str) -> bool:
    return not is_placeholder(value) and value.lower() not in _COMMON and not value.isalpha()


def _files(text: str, lowered: str) -> Iterator[Finding]:
    if "machine" in lowered and "login" in lowered:
        yield from (_secret(match) for match in _NETRC.finditer(text) if _is_kept(match.group(1)))
    if ":*:" in text or ":5432:" in text:
        yield from (_secret(match) for match in _PGPASS.finditer(text) if _is_typed(match.group(1)))
    for name in ("password", "pwd", "accesskey", "accountkey") if ";" in text else ():
        for place in places(name, lowered):
            match = _CONNECTION.match(text, place + len(name))
            if match and _is_kept(match.group(1)) and _CONNECTION_HINT.search(text, max(0, place - 220), place):
                yield _secret(match)
    if _DOLLARS.search(text) or "{ssha" in lowered:
        for match in _HASHES.finditer(text):
            yield Finding(match.start(), match.group(), "SECRET", HASHED)
