"""What a program is run for: the kind of outcome its exit status tells of."""

import re
from collections.abc import Callable
from typing import Final

from telemetry.clients.shell.wrappers import program

TEST, BUILD, LINT, TYPECHECK, RUN = "test", "build", "lint", "typecheck", "run"
DEPLOY, COMMIT, TERMINAL = "deploy", "commit", "terminal"
STRENGTH: Final = (TEST, BUILD, TYPECHECK, LINT, RUN, DEPLOY, COMMIT, TERMINAL)

Words = tuple[str, ...]

# Programs that are of one kind whatever they are given.
_PROGRAMS: Final = {
    name: kind
    for kind, names in {
        TEST: "pytest py.test pytest-3 unittest nose2 jest vitest mocha ava jasmine karma cypress rspec phpunit pest "
        "ctest bats behave cucumber testem gotestsum nextest tap tape node-tap robot green stestr trial ginkgo",
        BUILD: "make gmake nmake ninja gcc g++ cc c++ clang clang++ javac kotlinc scalac rustc webpack rollup esbuild "
        "tsup msbuild xcodebuild meson scons ghc swiftc compileall py_compile build",
        LINT: "ruff flake8 pylint eslint stylelint oxlint golangci-lint staticcheck clippy shellcheck hadolint "
        "yamllint markdownlint rubocop standardrb phpcs ktlint detekt checkstyle pycodestyle pydocstyle bandit "
        "lint-imports clang-tidy tflint pre-commit actionlint jshint xo vet",
        TYPECHECK: "mypy dmypy pyright basedpyright pyre pytype pyrefly vue-tsc svelte-check flow phpstan psalm sorbet",
        DEPLOY: "helm ansible-playbook serverless sls cdk pulumi flyctl eb",
    }.items()
    for name in names.split()
}  # fmt: skip

# Program and the argument that decides, first match first; "" is the program alone.
_SUBCOMMANDS: Final[dict[str, dict[str, str]]] = {
    "go": {"test": TEST, "build": BUILD, "install": BUILD, "vet": LINT, "run": RUN},
    "cargo": {"test": TEST, "t": TEST, "nextest": TEST, "build": BUILD, "b": BUILD, "check": TYPECHECK,
              "c": TYPECHECK, "clippy": LINT, "fmt": TERMINAL, "run": RUN, "r": RUN, "bench": RUN, "publish": DEPLOY},
    "dotnet": {"test": TEST, "build": BUILD, "publish": BUILD, "run": RUN},
    "mix": {"test": TEST, "compile": BUILD, "credo": LINT, "dialyzer": TYPECHECK, "run": RUN},
    "swift": {"test": TEST, "build": BUILD, "run": RUN},
    "zig": {"test": TEST, "build": BUILD, "run": RUN},
    "flutter": {"test": TEST, "build": BUILD, "analyze": LINT, "run": RUN},
    "dart": {"test": TEST, "compile": BUILD, "analyze": LINT, "run": RUN},
    "deno": {"test": TEST, "check": TYPECHECK, "lint": LINT, "run": RUN, "compile": BUILD},
    "bazel": {"test": TEST, "build": BUILD, "run": RUN},
    "stack": {"test": TEST, "build": BUILD, "run": RUN},
    "cabal": {"test": TEST, "build": BUILD, "run": RUN},
    "playwright": {"test": TEST},
    "hatch": {"test": TEST, "build": BUILD},
    "bun": {"test": TEST, "build": BUILD},
    "ng": {"test": TEST, "build": BUILD, "lint": LINT},
    "next": {"build": BUILD, "lint": LINT},
    "vite": {"build": BUILD},
    "react-scripts": {"test": TEST, "build": BUILD},
    "rails": {"test": TEST, "spec": TEST},
    "artisan": {"test": TEST},
    "docker": {"build": BUILD, "buildx": BUILD, "push": DEPLOY},
    "podman": {"build": BUILD, "push": DEPLOY},
    "uv": {"build": BUILD, "publish": DEPLOY},
    "poetry": {"build": BUILD, "publish": DEPLOY},
    "biome": {"check": LINT, "lint": LINT, "ci": LINT},
    "kubectl": {"apply": DEPLOY, "rollout": DEPLOY},
    "terraform": {"apply": DEPLOY, "validate": LINT},
    "tofu": {"apply": DEPLOY, "validate": LINT},
    "gcloud": {"deploy": DEPLOY},
    "fly": {"deploy": DEPLOY},
    "vercel": {"deploy": DEPLOY, "--prod": DEPLOY},
    "netlify": {"deploy": DEPLOY},
    "firebase": {"deploy": DEPLOY},
    "wrangler": {"deploy": DEPLOY, "publish": DEPLOY},
    "git": {"commit": COMMIT},
    "jj": {"commit": COMMIT},
    "hg": {"commit": COMMIT},
    "coverage": {"run": RUN},
}  # fmt: skip

_TASK_RUNNERS: Final = frozenset({"just", "task", "rake", "invoke", "inv", "doit", "mage", "ant", "tox", "nox"})
_PACKAGE_MANAGERS: Final = frozenset({"npm", "yarn", "pnpm", "bun", "composer"})
_INTERPRETERS: Final = frozenset({"node", "ts-node", "tsx", "ruby", "php", "perl", "java", "deno", "rscript", "lua"})
_PYTHON = re.compile(r"(?:python|pypy|ipython)[\d.]*|py")
# Modules run for something else than the code at hand.
_TOOL_MODULES: Final = frozenset(
    {"pip", "venv", "ensurepip", "http.server", "json.tool", "timeit", "this", "site", "virtualenv", "zipfile"}
)
_NAMED: Final = {
    **dict.fromkeys(("test", "tests", "spec", "specs", "e2e", "unit", "integration", "coverage", "jest"), TEST),
    **dict.fromkeys(("vitest", "pytest", "unittest", "unittests", "mocha", "cypress", "playwright", "verify"), TEST),
    **dict.fromkeys(("lint", "eslint", "ruff", "flake8", "clippy", "stylelint", "linters"), LINT),
    **dict.fromkeys(("typecheck", "typechecks", "types", "tsc", "mypy", "pyright"), TYPECHECK),
    **dict.fromkeys(("build", "compile", "bundle", "dist", "assemble", "package", "classes"), BUILD),
    **dict.fromkeys(("deploy", "publish", "release"), DEPLOY),
    **dict.fromkeys(("start", "dev", "serve", "run"), RUN),
}
_WHERE: Final = frozenset({"--prefix", "--cwd", "-C", "--dir", "--filter", "-F", "-w", "--workspace"})
_WORD = re.compile(r"[a-z0-9]+")


def kind_of_words(words: Words) -> str:
    """The kind of one program with its arguments, wrappers already taken off."""
    if not words or any(word in ("--version", "--help") for word in words):
        return TERMINAL
    name = program(words[0])
    arguments = words[1:]
    if special := _special(name):
        return special(arguments)
    if name in _PROGRAMS:
        return _PROGRAMS[name]
    if name in _SUBCOMMANDS:
        return _first(arguments, _SUBCOMMANDS[name])
    return _by_path(words[0])


def _special(name: str) -> Callable[[Words], str] | None:
    if _PYTHON.fullmatch(name):
        return _python
    if name in _TASK_RUNNERS:
        return _tox if name in ("tox", "nox") else _task
    if name in _PACKAGE_MANAGERS:
        return _manager
    if name in _INTERPRETERS:
        return _interpreter
    return _SPECIAL.get(name)


def _first(arguments: Words, kinds: dict[str, str]) -> str:
    return next((kinds[word] for word in arguments if word in kinds), TERMINAL)


def named(name: str) -> str:
    """The kind a script or target is named for; terminal where its name says nothing."""
    words = _WORD.findall(name.lower().replace("type-check", "typecheck").replace("type_check", "typecheck"))
    kinds = [_NAMED[word] for word in words if word in _NAMED]
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
    at = next((at for at, word in enumerate(arguments) if word in _WHERE), None)
    return arguments if at is None else _without_folder(arguments[:at] + arguments[at + 2 :])


def _other_script(script: str, targets: list[str]) -> str:
    if script.endswith((".js", ".ts", ".mjs", ".tsx")):
        return RUN
    return kind_of_words(tuple(targets[targets.index(script) :])) if script in _PROGRAMS else TERMINAL


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
    if not words or words[0] in _TOOL_MODULES:
        return TERMINAL
    found = kind_of_words(words)
    return RUN if found == TERMINAL and program(words[0]) not in _SUBCOMMANDS and not _is_known(words[0]) else found


def _is_known(name: str) -> bool:
    return name in _PROGRAMS or _special(name) is not None


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
    if targets and program(targets[0]) in _SUBCOMMANDS:  # php artisan test
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
        kinds += [_JVM[word] for word in words if word in _JVM]
    return strongest(kinds)


_JVM: Final = {
    **dict.fromkeys(("test", "check", "verify"), TEST),
    **dict.fromkeys(("compile", "package", "install", "build", "assemble", "jar", "classes"), BUILD),
    **dict.fromkeys(("run", "exec"), RUN),
    "lint": LINT,
    "deploy": DEPLOY,
    "publish": DEPLOY,
}


def _formatter(arguments: Words) -> str:
    """A formatter that only looks is a linter; one that writes cannot fail for the code's sake."""
    return LINT if {"--check", "--diff", "-c", "--list-different", "-l", "-check"} & set(arguments) else TERMINAL


def _ruff(arguments: Words) -> str:
    return _formatter(arguments) if arguments[:1] == ("format",) else LINT


def _docker(arguments: Words) -> str:
    if arguments[:1] == ("compose",):
        return _first(arguments[1:2], {"build": BUILD})
    return _first(arguments[:2], _SUBCOMMANDS["docker"])


def _cargo(arguments: Words) -> str:
    if "--no-run" in arguments:
        return BUILD
    if "fmt" in arguments:
        return _formatter(arguments)
    return _first(tuple(word for word in arguments if not word.startswith("+")), _SUBCOMMANDS["cargo"])


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
