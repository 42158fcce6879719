"""Programs that run another program, taken off a command: sudo, timeout, uv run, npx, bash -c, …"""

import re
from typing import Final, NamedTuple

_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_PROGRAM_ENDING = re.compile(r"\.(?:exe|cmd|bat|ps1)\Z", re.IGNORECASE)
_DEPTH: Final = 8
_SHELLS: Final = frozenset({"bash", "sh", "zsh", "dash", "ksh", "fish", "cmd", "powershell", "pwsh"})
_KEYWORDS: Final = frozenset({"then", "do", "else", "{", "!", "if", "while", "until", "elif", "}", "done", "fi"})

# Options of the wrapper that take a value of their own.
_WITH_VALUE: Final[dict[str, frozenset[str]]] = {
    "sudo": frozenset({"-u", "-g", "-h", "-p", "-C", "-D"}), "doas": frozenset({"-u", "-C"}),
    "time": frozenset({"-f", "-o"}), "gtime": frozenset({"-f", "-o"}), "nice": frozenset({"-n"}),
    "env": frozenset({"-u", "-C"}), "timeout": frozenset({"-s", "-k"}), "gtimeout": frozenset({"-s", "-k"}),
    "stdbuf": frozenset({"-o", "-e", "-i"}), "xargs": frozenset({"-n", "-P", "-I", "-L", "-d", "-a"}),
    "npx": frozenset({"-p", "--package", "-w", "--workspace"}), "bunx": frozenset({"-p", "--package"}),
    "uvx": frozenset({"--with", "--from", "-p", "--python"}), "pipx run": frozenset({"--spec", "--python"}),
    "uv run": frozenset({"--with", "-p", "--python", "--project", "--directory", "--extra", "--group", "--env-file",
                         "--package", "--only-group", "--index", "--with-requirements"}),
    "conda run": frozenset({"-n", "-p", "--name", "--prefix"}),
}  # fmt: skip
_IN_CONTAINER: Final = frozenset({"-e", "--env", "-u", "--user", "-w", "--workdir", "-v", "--volume", "--name"})
_PLAIN: Final = frozenset({"nohup", "command", "exec", "builtin", "xvfb-run", "ionice", "setsid", "unbuffer", "eval"})
_TWO_WORDS: Final = frozenset(
    {
        ("uv", "run"), ("poetry", "run"), ("pipenv", "run"), ("pdm", "run"), ("hatch", "run"), ("rye", "run"),
        ("pixi", "run"), ("conda", "run"), ("pipx", "run"), ("bundle", "exec"), ("pnpm", "exec"), ("pnpm", "dlx"),
        ("npm", "exec"), ("npm", "x"), ("yarn", "exec"), ("yarn", "dlx"), ("bun", "x"), ("rtx", "exec"),
        ("mise", "exec"), ("dotenv", "run"),
    }
)  # fmt: skip


class Bare(NamedTuple):
    """What is run in the end: a program with its arguments, or the text of a command line for a shell."""

    words: tuple[str, ...]
    script: str | None = None
    shell_options: str = ""


def program(word: str) -> str:
    """The program's name without folder and ending."""
    return _PROGRAM_ENDING.sub("", re.split(r"[/\\]", word)[-1]).lower()


def unwrap(words: tuple[str, ...]) -> Bare:
    for _ in range(_DEPTH):
        words = _without_assignments(words)
        if not words:
            break
        if program(words[0]) in _SHELLS:
            return _script_of(words)
        if (inner := _inner(words)) is None:
            break
        words = inner
    return Bare(words)


def _without_assignments(words: tuple[str, ...]) -> tuple[str, ...]:
    at = next((i for i, word in enumerate(words) if not _is_prefix(word)), len(words))
    return words[at:]


def _is_prefix(word: str) -> bool:
    return word in _KEYWORDS or _ASSIGNMENT.match(word) is not None


def _inner(words: tuple[str, ...]) -> tuple[str, ...] | None:
    """What the wrapper runs; None where the first word is no wrapper."""
    name = program(words[0])
    if name in ("docker", "podman", "docker-compose"):
        return _in_container(words)
    second = words[1].lower() if len(words) > 1 else ""
    if (name, second) in _TWO_WORDS:
        return _after_options(words[2:], _WITH_VALUE.get(f"{name} {second}", frozenset()))
    if name in ("timeout", "gtimeout"):
        return _after_options(words[1:], _WITH_VALUE[name])[1:]  # the first word is the time
    if name in _WITH_VALUE or name in _PLAIN:
        return _after_options(words[1:], _WITH_VALUE.get(name, frozenset()))
    return None


def _in_container(words: tuple[str, ...]) -> tuple[str, ...] | None:
    """`docker exec`, `docker compose run` and `exec`: the words after the container's name. The options of
    `docker run` are too many to tell the image from."""
    rest = words[1:]
    composed = words[0].endswith("compose") or rest[:1] == ("compose",)
    if rest[:1] == ("compose",):
        rest = rest[1:]
    if rest[:1] not in (("exec",), ("run",) if composed else ("exec",)):
        return None
    return _after_options(rest[1:], _IN_CONTAINER)[1:]


def _after_options(words: tuple[str, ...], with_value: frozenset[str]) -> tuple[str, ...]:
    at = 0
    while at < len(words) and words[at].startswith("-") and words[at] != "-m":
        if words[at] == "--":
            return words[at + 1 :]
        at += 2 if words[at] in with_value else 1
    inner = words[at:]
    return ("python", *inner) if inner[:1] == ("-m",) else inner


def _script_of(words: tuple[str, ...]) -> Bare:
    """The text of `bash -ec "…"`, else the file a shell is given."""
    for at, word in enumerate(words[1:], start=1):
        if re.fullmatch(r"-\w*c|-command|/c", word.lower()):
            rest = words[at + 1 :]
            script = " ".join(rest) if word.startswith("/") else "".join(rest[:1])
            return Bare((), script, " ".join(words[1 : at + 1]))
        if not word.startswith("-"):
            return Bare((f"./{word}", *words[at + 1 :]))
    return Bare(words)
