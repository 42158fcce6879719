"""What the exit status of a command line says about the code: its kind, and whether it passed. Pure.

Exit statuses speak only for what they belong to. `pytest | tail` ends with the status of tail, `pytest || true` is
always 0, `cd x && pytest` can fail for either; where a status does not speak for the command of interest the result is
unknown, never failed.

Sources: pytest https://docs.pytest.org/en/stable/reference/exit-codes.html; unittest (5: no tests were run)
https://docs.python.org/3/library/unittest.html; mypy (2: crash or usage), ruff https://docs.astral.sh/ruff/linter/
#exit-codes, eslint https://eslint.org/docs/latest/use/command-line-interface#exit-codes, pyright
https://microsoft.github.io/pyright/#/command-line?id=pyright-exit-codes, golangci-lint pkg/exitcodes; 124 to 127:
timeout(1) and the shells; 128 + n: killed by signal n, POSIX "Exit Status for Commands".
"""

import re
from typing import Any, Final, NamedTuple

from telemetry.clients.reading import beginning_and_end
from telemetry.clients.shell.lexing import Line, Simple, read
from telemetry.clients.shell.names import BUILD, TERMINAL, TEST
from telemetry.clients.shell.programs import kind_of_words, strongest
from telemetry.clients.shell.wrappers import program, unwrap

_READ_LENGTH: Final = 16_384  # characters of a command that are looked at
_MOST_MS: Final = 1e15
_EXIT_CODES: Final = range(-(2**31), 2**32)

# Not the code's doing: 124 timed out; 125 timeout(1) or docker itself failed; 126, 127 not to be run, not found;
# 129, 130, 131, 137, 141, 143 ended by SIGHUP, SIGINT, SIGQUIT, SIGKILL, SIGPIPE, SIGTERM; the last is Ctrl-C on
# Windows. SIGABRT (134), SIGFPE (136) and SIGSEGV (139) are the code's.
_CUT_SHORT: Final = frozenset({124, 125, 126, 127, 129, 130, 131, 137, 141, 143, 3_221_225_786})
_KILLED_BY: Final = frozenset({1, 2, 3, 9, 13, 15})  # Python's way: minus the signal

# What programs say with statuses that are no verdict on the code.
_NO_VERDICT: Final[dict[str, frozenset[int]]] = {
    "pytest": frozenset({2, 3, 4, 5}),  # interrupted (also by errors in collecting), internal, usage, none collected
    "py.test": frozenset({2, 3, 4, 5}),
    "unittest": frozenset({2, 5}),
    "mypy": frozenset({2}),
    "ruff": frozenset({2}),
    "black": frozenset({123}),
    "eslint": frozenset({2}),
    "prettier": frozenset({2}),
    "stylelint": frozenset({1, 64, 78}),
    "pyright": frozenset({2, 3, 4}),
    "basedpyright": frozenset({2, 3, 4}),
    "golangci-lint": frozenset(range(2, 256)),
    "pylint": frozenset({1, *range(32, 256)}),  # a bit field: 1 fatal, 32 usage
}
# Status 1 is an answer, not a failure.
_ASKING: Final = frozenset({"grep", "egrep", "fgrep", "rg", "diff", "cmp", "test", "[", "[[", "pgrep", "which", "type"})
# Before or after the command of interest these hardly ever fail, so a failure is not theirs.
_HARMLESS: Final = frozenset(
    {
        "cd", "pushd", "popd", "export", "set", "source", ".", "echo", "printf", "true", ":", "mkdir", "rm", "pwd",
        "ls", "cat", "clear", "date", "sleep", "unset", "shopt", "ulimit", "umask", "touch", "nvm", "activate", "tee",
        "tail", "head", "which",
    }
)  # fmt: skip
_COMPOUND: Final = frozenset({"if", "while", "until", "for", "case", "function", "!", "select"})
# The command that would have told did not run at all.
_NEVER_RAN = re.compile(
    r"No module named [\w.]+\s*\Z|No rule to make target|[Mm]issing script:|: command not found"
    r"|is not recognized as an internal or external|\bcd: [^\n]*: No such file or directory"
)


class Verdict(NamedTuple):
    """`passed` None: the exit status does not speak for the command. `exit_code` is then still as reported; leave it
    out of events, or it will be read as one."""

    kind: str
    passed: bool | None
    exit_code: int | None
    infrastructure_failure: bool = False


class _Parsed(NamedTuple):
    commands: tuple[Simple, ...]
    kinds: tuple[str, ...]
    grouped: bool
    whole: bool  # all of it was read


def outcome_kind(command: str) -> str:
    """test, build, lint, typecheck, run, deploy, commit or terminal, by the programs that are run. Never raises."""
    return strongest(list(_parse(command).kinds))


def judged(command: str, exit_code: int | None, *, interrupted: bool = False) -> Verdict:
    """What the exit status says. `interrupted`: ended by a person or a limit before it was done."""
    parsed = _parse(command)
    kind = strongest(list(parsed.kinds))
    status = exit_code if type(exit_code) is int and exit_code in _EXIT_CODES else None
    if interrupted or (status is not None and _is_cut_short(status)):
        return Verdict(kind, None, status, infrastructure_failure=True)
    if status is None:
        return Verdict(kind, None, None)
    return Verdict(kind, _passed(parsed, kind, status), status)


def outcome(
    command: str,
    exit_code: int | None,
    *,
    output: str | None = None,
    duration_ms: float | None = None,
    interrupted: bool = False,
    sequence: int | None = None,
    call_id: str = "",
) -> dict[str, Any]:
    """The `data` of an outcome.reported. `passed` is there even where unknown; then there is no exit code, because
    whoever reads the event would take it for the verdict."""
    verdict = judged(command, exit_code, interrupted=interrupted)
    if output and verdict.passed is False and _NEVER_RAN.search(_edges(output)):
        verdict = verdict._replace(passed=None, infrastructure_failure=True)
    speaks = verdict.passed is not None or verdict.infrastructure_failure
    given = {
        "exit_code": verdict.exit_code if speaks else None,
        "infrastructure_failure": verdict.infrastructure_failure or None,
        "command": beginning_and_end(command) or None,
        "output": None if output is None else beginning_and_end(output),
        "duration_ms": duration_ms if duration_ms is not None and 0 <= duration_ms <= _MOST_MS else None,
        "sequence": sequence,
        "call_id": call_id or None,
    }
    known = {name: value for name, value in given.items() if value is not None}
    return {"kind": verdict.kind, "passed": verdict.passed, **known}


def _edges(output: str) -> str:
    return output if len(output) <= 4_000 else f"{output[:2_000]}\n{output[-2_000:]}"


def _is_cut_short(status: int) -> bool:
    return status in _CUT_SHORT or -status in _KILLED_BY


def _parse(command: str) -> _Parsed:
    text = command[:_READ_LENGTH]
    line = _stopping(_unfolded(read(text)))
    kinds = tuple(kind_of_words(unwrap(one.words).words) for one in line.commands)
    return _Parsed(line.commands, kinds, line.grouped, len(text) == len(command))


def _stopping(line: Line) -> Line:
    """`cd x || exit 1` is cd, which has to succeed for the line to go on. Only where what failed does not matter: the
    status of a test is lost in that of exit."""
    commands: list[Simple] = []
    for one in line.commands:
        if commands and _is_guard(commands[-1], one):
            commands[-1] = commands[-1]._replace(then="&&" if one.then == ";" else one.then)
        else:
            commands.append(one)
    return line._replace(commands=tuple(commands))


def _is_guard(guarded: Simple, one: Simple) -> bool:
    stops = guarded.then == "||" and one.words[0] in ("exit", "return") and one.words[1:] != ("0",)
    return stops and _name(guarded) in _HARMLESS


def _unfolded(line: Line) -> Line:
    """The line with `bash -c "…"` replaced by what is in it. One level: whoever nests more is not understood."""
    commands: list[Simple] = []
    for one in line.commands:
        bare = unwrap(one.words)
        if bare.script is None:
            commands.append(one)
            continue
        inner = read(bare.script).commands
        options = [Simple(("set", *bare.shell_options.split()), ";")] if bare.shell_options else []
        commands += [*options, *inner[:-1], *(last._replace(then=one.then) for last in inner[-1:])]
    return line._replace(commands=tuple(commands))


def _passed(parsed: _Parsed, kind: str, status: int) -> bool | None:
    chain = _deciding(parsed)
    if chain is None or kind not in (parsed.kinds[at] for at in chain):
        return None
    if status == 0:
        return True
    return False if _is_failure(parsed, kind, chain, status) else None


def _deciding(parsed: _Parsed) -> list[int] | None:
    """Positions of the commands that all have to succeed for the line to end with 0; None where that is no plain
    "and" of them."""
    commands = parsed.commands
    operators = {one.then for one in commands}
    if not parsed.whole or operators & {"||", "&"} or any(_is_compound(one) for one in commands):
        return None
    stops, pipes = _shell_options(commands)
    if parsed.grouped and not stops and any(one.then == ";" for one in commands[:-1]):
        return None
    chain: list[int] = []
    for at, one in enumerate(commands):
        if one.then == "|" and not pipes:
            continue  # its status is lost
        chain.append(at)
        if one.then == ";" and not stops and at < len(commands) - 1:
            chain = []
    return chain


def _is_compound(one: Simple) -> bool:
    return one.words[0] in _COMPOUND


def _shell_options(commands: tuple[Simple, ...]) -> tuple[bool, bool]:
    """(stops at the first failure, pipelines fail with any part), as `set -euo pipefail` makes it."""
    given = [word for one in commands if one.words[0] == "set" for word in one.words[1:]]
    stops = any(re.fullmatch(r"-[a-z]*e[a-z]*", word) for word in given)
    return stops, "pipefail" in given


def _is_failure(parsed: _Parsed, kind: str, chain: list[int], status: int) -> bool:
    """Whether a status other than 0 says that the command of this kind failed, and nothing else in the line."""
    mine = [at for at in chain if parsed.kinds[at] == kind]
    others = [at for at in chain if at not in mine]
    if any(not _may_stand_by(parsed, at, kind) for at in others):
        return False
    names = [_name(parsed.commands[at]) for at in mine]
    if kind == TERMINAL and any(name in _ASKING for name in names):
        return False
    return not any(status in _NO_VERDICT.get(name, ()) for name in names)


def _may_stand_by(parsed: _Parsed, at: int, kind: str) -> bool:
    """A failed build before a test is a failed test: the code cannot be tested."""
    return _name(parsed.commands[at]) in _HARMLESS or (kind == TEST and parsed.kinds[at] == BUILD)


def _name(one: Simple) -> str:
    """The program that is run; for `python -m x` and `coverage run -m x` it is x."""
    words = unwrap(one.words).words
    if not words:
        return "set"  # assignments alone
    name = program(words[0])
    if name.startswith(("python", "pypy", "coverage")) or name == "py":
        return words[words.index("-m") + 1] if "-m" in words[:-1] else name
    return name
