"""What a program is run for: the kind of outcome its exit status tells of."""

import re
from collections.abc import Callable
from typing import Final

from telemetry.clients.shell.names import (
    BUILD,
    COMMIT,
    INTERPRETERS,
    JVM,
    LINT,
    NAMED,
    PACKAGE_MANAGERS,
    PROGRAMS,
    RUN,
    STRENGTH,
    SUBCOMMANDS,
    TASK_RUNNERS,
    TERMINAL,
    TEST,
    TOOL_MODULES,
    TYPECHECK,
    WHERE,
)
from telemetry.clients.shell.wrappers import program

_WORDS: Final = 100  # of a command that are looked at: programs that run programs are followed no deeper
_WORD = re.compile(r"[a-z0-9]+")
_PYTHON = re.compile(r"(?:python|pypy|ipython)[\d.]*|py")

Words = tuple[str, ...]


def kind_of_words(words: Words) -> str:
    """The kind of one program with its arguments, wrappers already taken off."""
    words = words[:_WORDS]
    if not words or any(word in ("--version", "--help") for word in words):
        return TERMINAL
    name = program(words[0])
    arguments = words[1:]
    if special := _special(name):
        return special(arguments)
    if name in PROGRAMS:
        return PROGRAMS[name]
    if name in SUBCOMMANDS:
        return _first(arguments, SUBCOMMANDS[name])
    return _by_path(words[0])


def _special(name: str) -> Callable[[Words], str] | None:
    if _PYTHON.fullmatch(name):
        return _python
    if name in TASK_RUNNERS:
        return _tox if name in ("tox", "nox") else _task
    if name in PACKAGE_MANAGERS:
        return _manager
    if name in INTERPRETERS:
        return _interpreter
    return _SPECIAL.get(name)


def _first(arguments: Words, kinds: dict[str, str]) -> str:
    return next((kinds[word] for word in arguments if word in kinds), TERMINAL)


def named(name: str) -> str:
    """The kind a script or target is named for; terminal where its name says nothing."""
    words = _WORD.findall(name.lower().replace("type-check", "typecheck").replace("type_check", "typecheck"))
    kinds = [NAMED[word] for word in words if word in NAMED]
    return next((kind for kind in kinds if kind != RUN), kinds[0] if kinds else TERMINAL)  # run-tests


def strongest(kinds: list[str]) -> str:
    return min(kinds, key=STRENGTH.index, default=TERMINAL)


def _targets(arguments: Words) -> list[str]:
    return [word for word in arguments if word[:1] not in ("-", "") and "=" not in word]


def _task(arguments: Words) -> str:
    return strongest([named(target) for target in _targets(arguments)])


def _make(arguments: Words) -> str:
    """A target with a name of its own tells nothing: `make clean` fails for reasons that are not the code's."""
    targets = [word for word in _targets(arguments) if not word.isdigit()]  # -j 8
    if not targets:
        return BUILD
    return strongest([{"check": TEST, "all": BUILD, "install": BUILD}.get(one) or named(one) for one in targets])


def _tox(arguments: Words) -> str:
    kinds = [kind for one in _targets(arguments) if (kind := named(one)) != TERMINAL]
    return strongest(kinds) if kinds else TEST


def _manager(arguments: Words) -> str:
    """npm test, npm run <script>, yarn <script or program>, bun x.ts"""
    targets = _targets(_without_folder(arguments))
    if not targets:
        return TERMINAL
    script = targets[0]
    if script in ("run", "run-script") and len(targets) > 1:
        script = targets[1]
    elif script in ("install", "ci", "add", "i", "remove", "update", "init", "exec", "audit", "link", "outdated"):
        return TERMINAL
    elif script in ("t", "tst"):
        return TEST
    found = named(script)
    return found if found != TERMINAL or script == targets[0] == "run" else _other_script(script, targets)


def _without_folder(arguments: Words) -> Words:
    """Without the options that say where, and their values."""
    pairs = zip(("", *arguments), arguments, strict=False)
    return tuple(word for before, word in pairs if before not in WHERE and word not in WHERE)


def _other_script(script: str, targets: list[str]) -> str:
    if script.endswith((".js", ".ts", ".mjs", ".tsx")):
        return RUN
    return kind_of_words(tuple(targets[targets.index(script) :])) if script in PROGRAMS else TERMINAL


def _python(arguments: Words) -> str:
    for at, word in enumerate(arguments):
        if at and arguments[at - 1] in ("-X", "-W"):
            continue
        if word == "-m":
            return _module(arguments[at + 1 :])
        if word == "-c" or word == "-":
            return TERMINAL  # a probe by the agent: its failure is no failure of the code
        if not word.startswith("-"):
            return _python_file(word, arguments[at + 1 :])
    return TERMINAL


def _module(words: Words) -> str:
    if not words or words[0] in TOOL_MODULES:
        return TERMINAL
    found = kind_of_words(words)
    return RUN if found == TERMINAL and program(words[0]) not in SUBCOMMANDS and not _is_known(words[0]) else found


def _is_known(name: str) -> bool:
    return name in PROGRAMS or _special(name) is not None


def _python_file(name: str, arguments: Words) -> str:
    if program(name) in ("manage.py", "setup.py"):
        return _first(arguments, {"test": TEST, "build": BUILD, "build_ext": BUILD, "check": LINT, "runserver": RUN})
    return RUN


def _coverage(arguments: Words) -> str:
    return _python(arguments[1:]) if arguments[:1] == ("run",) else TERMINAL


def _interpreter(arguments: Words) -> str:
    if any(word in ("-e", "-p", "-r", "--eval", "--print") for word in arguments):
        return TERMINAL
    if any(word in ("--test", "test") for word in arguments[:1]):
        return TEST
    targets = _targets(arguments)
    if targets and program(targets[0]) in SUBCOMMANDS:  # php artisan test
        return kind_of_words(tuple(targets))
    return RUN if targets else TERMINAL


def _pytest(arguments: Words) -> str:
    return TERMINAL if {"--collect-only", "--co", "--fixtures", "--markers"} & set(arguments) else TEST


def _tsc(arguments: Words) -> str:
    return TYPECHECK if "--noEmit" in arguments or "--noemit" in arguments else BUILD


def _cmake(arguments: Words) -> str:
    return BUILD if "--build" in arguments else TERMINAL


def _jvm(arguments: Words) -> str:
    """Maven goals and Gradle tasks: the last phase decides, and whatever runs the tests is a test."""
    kinds: list[str] = []
    for one in _targets(arguments):
        words = re.findall(r"[a-z]+", re.sub(r"([A-Z])", lambda found: " " + found[1].lower(), one))
        kinds += [JVM[word] for word in words if word in JVM]
    return strongest(kinds)


def _formatter(arguments: Words) -> str:
    """A formatter that only looks is a linter; one that writes cannot fail for the code's sake."""
    return LINT if {"--check", "--diff", "-c", "--list-different", "-l", "-check"} & set(arguments) else TERMINAL


def _ruff(arguments: Words) -> str:
    return _formatter(arguments) if arguments[:1] == ("format",) else LINT


def _docker(arguments: Words) -> str:
    if arguments[:1] == ("compose",):
        return _first(arguments[1:2], {"build": BUILD})
    return _first(arguments[:2], SUBCOMMANDS["docker"])


def _cargo(arguments: Words) -> str:
    if "--no-run" in arguments:
        return BUILD
    if "fmt" in arguments:
        return _formatter(arguments)
    return _first(tuple(word for word in arguments if not word.startswith("+")), SUBCOMMANDS["cargo"])


def _git(arguments: Words) -> str:
    at = 0
    while at < len(arguments) and arguments[at].startswith("-"):
        at += 2 if arguments[at] in ("-C", "-c") else 1
    return COMMIT if arguments[at : at + 1] == ("commit",) else TERMINAL


_SPECIAL: Final[dict[str, Callable[[Words], str]]] = {
    "make": _make, "gmake": _make, "ninja": _make, "pytest": _pytest, "py.test": _pytest, "tsc": _tsc, "cmake": _cmake,
    "mvn": _jvm, "mvnw": _jvm, "gradle": _jvm, "gradlew": _jvm, "sbt": _jvm, "black": _formatter,
    "prettier": _formatter, "isort": _formatter, "gofmt": _formatter, "rustfmt": _formatter, "ruff": _ruff,
    "docker": _docker, "podman": _docker, "cargo": _cargo, "git": _git, "coverage": _coverage,
}  # fmt: skip


def _by_path(word: str) -> str:
    """A script or program of the project's own, by its name: ./scripts/test.sh; others are simply run."""
    if "/" not in word and "\\" not in word:
        return TERMINAL
    name = program(re.sub(r"\.sh\Z", "", word))
    found = named(name)
    if found != TERMINAL:
        return found
    return RUN if word.startswith(("./", ".\\")) else TERMINAL
