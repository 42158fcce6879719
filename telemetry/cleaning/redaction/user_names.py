"""Names of users: in paths of home directories, and before the host of an address."""

import re
from collections.abc import Iterator

from telemetry.cleaning.redaction.finding import Around, Finding, Subject

USER_NAME = "user_name"

_NAME = r"[^/\\\s\"'`<>:|*?${}()\[\],;%@&=+#\0]{1,64}"
_UNIX_HOME = re.compile(rf"/(?:home|Users)/({_NAME})(?=/)")
# What a path may begin with before that: nothing, a drive as WSL, Git and Cygwin mount it, a scheme
_ROOTS = re.compile(
    r"(?:(?<![\w.-])|(?:\A|(?<=[^\w.-]))(?:/mnt|/run|/cygdrive)?/[a-zA-Z]|(?<![\w.-])/(?:var|usr|export|data|Volumes/\w{1,32}|System/Volumes/Data)"
    r"|file://|[A-Za-z]:)\Z"
)
_END_HOME = re.compile(rf"(?:HOME=|USERPROFILE=|(?<![\w-])cd )[\"']?/(?:home|Users)/({_NAME})(?=[\s\"']|\Z)")
_WINDOWS_HOME = re.compile(
    r"[:\\](\\{1,4}|/)(?:Users|home|Documents and Settings)\1"
    r"([^/\\\n\r\t\"'`<>:|*?${}\[\]();%\0]{1,64})(?=[\\/\"'\n\r]|\Z)",
    re.IGNORECASE,
)
_WSL = re.compile(r"wsl(?:\$|\.localhost)(\\{1,2})[\w.-]{1,40}\1home\1([^\\\s\"'\0]{1,64})(?=\\)")
_TILDE = re.compile(
    r"~(?<![\w/.$)\]~-]~)([a-z_][a-z0-9_-]{2,31})(?=/(?:public_html|Do|De|bin|src|work|pro|repos|git|dev|code|\.\w))"
)
_LOGIN = re.compile(r"(?:ssh|sftp|ftp|rsync|https?|svn\+ssh|git\+ssh|smb)://([A-Za-z][\w.-]{1,63})@(?=[\w\[])")
_ENCODED = re.compile(r"%2F(?:home|Users)%2F([\w.-]{1,64})(?=%2F)", re.IGNORECASE)

_NOBODY = frozenset(
    [
        "user",
        "users",
        "username",
        "user_name",
        "your_username",
        "yourname",
        "your_name",
        "name",
        "me",
        "you",
        "root",
        "admin",
        "administrator",
        "runner",
        "ubuntu",
        "debian",
        "vagrant",
        "vscode",
        "codespace",
        "gitpod",
        "jovyan",
        "node",
        "app",
        "public",
        "shared",
        "default",
        "guest",
        "linuxbrew",
        "circleci",
        "ec2-user",
        "runneradmin",
        "containeradministrator",
        "all",
        "someone",
        "somebody",
        "anyone",
        "foo",
        "bar",
        "test",
        "tester",
        "testuser",
        "example",
        "git",
        "hg",
        "svn",
        "...",
        "myuser",
        "myname",
        "xxx",
        "travis",
        "jenkins",
        "builder",
        "build",
        "appuser",
        "nonroot",
        "coder",
        "sandbox",
        "azureuser",
        "opc",
        "pi",
        "centos",
        "fedora",
        "to hadoop spark airflow homeassistant",
        "postgres",
        "www-data",
        "nobody",
        "web",
        "anonymous",
        "account",
        "workspace",
        "project",
        "projects",
        "src",
        "dev",
        "developer",
    ]
)
_SYSTEM = ("all users", "default user", "defaultuser")
_UNIX = Around(
    re.compile(r"(?<=/home/)|(?<=/Users/)|(?<=2Fhome%2F)|(?<=2FUsers%2F)"), re.compile(r"(?=[/\s\"'%\\]|\Z)")
)
_WINDOWS = Around(
    re.compile(
        r"(?<=(?i:Users|\Whome)[\\/])|(?<=(?i:Users|\Whome)\\\\)|(?<=(?i:settings)[\\/])|(?<=(?i:settings)\\\\)|(?<=(?i:Users)\\{4})"
    ),
    re.compile(r"(?=[\\/\"'\n\r]|\Z)"),
)
_IN_WSL = Around(re.compile(r"(?<=home\\)"), re.compile(r"(?=\\)"))
_AFTER_TILDE = Around(re.compile(r"(?<=~)"), re.compile(r"(?=/)"))
_BEFORE_HOST = Around(re.compile(r"(?<=://)"), re.compile(r"(?=@)"))


def find_user_names(subject: Subject) -> Iterator[Finding]:
    text, lowered = subject.text, subject.lowered
    if "home" in lowered or "users" in lowered or "documents and" in lowered:
        yield from _in_paths(text, lowered)
    if "~" in text:
        yield from _named(_TILDE, text, 1, _AFTER_TILDE)
    if "://" in text and "@" in text:
        yield from _named(_LOGIN, text, 1, _BEFORE_HOST)


def _in_paths(text: str, lowered: str) -> Iterator[Finding]:
    if "/home/" in text or "/Users/" in text:
        yield from _unix(text)
    if "\\" in text or ":/users/" in lowered:
        yield from _named(_WINDOWS_HOME, text, 2, _WINDOWS)
    if "wsl" in lowered:
        yield from _named(_WSL, text, 2, _IN_WSL)
    if "%2f" in lowered:
        yield from _named(_ENCODED, text, 1, _UNIX)


def _unix(text: str) -> Iterator[Finding]:
    for match in _UNIX_HOME.finditer(text):
        if _ROOTS.search(text, max(0, match.start() - 32), match.start()):
            yield from _finding(match, 1, _UNIX)
    yield from _named(_END_HOME, text, 1, _UNIX)


def _named(pattern: re.Pattern[str], text: str, group: int, around: Around) -> Iterator[Finding]:
    for match in pattern.finditer(text):
        yield from _finding(match, group, around)


def _finding(match: re.Match[str], group: int, around: Around) -> Iterator[Finding]:
    name = match.group(group)
    if name[0] != "." and name.lower() not in _NOBODY and not name.lower().startswith(_SYSTEM):
        yield Finding(match.start(group), name, "USER", USER_NAME, around)
