"""What a command line is run for, and what its exit status says of the code."""

import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.clients.commands import Verdict, judged, outcome, outcome_kind
from telemetry.clients.mapping import event
from telemetry.ingest.wire.check import check

KINDS = {"test", "build", "lint", "typecheck", "run", "deploy", "commit", "terminal"}
HERE = "cat > test_x.py <<'EOF'\npytest\nmake\nEOF\n"


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("pytest", "test"),
        ("pytest -q tests/test_a.py::test_b", "test"),
        (".venv/bin/pytest", "test"),
        (r".venv\Scripts\pytest.exe -x", "test"),
        ("python -m pytest", "test"),
        ("python3.11 -X dev -m unittest discover", "test"),
        ("coverage run -m pytest", "test"),
        ("python manage.py test app", "test"),
        ("tox -e py311", "test"),
        ("tox -e lint", "lint"),
        ("nox", "test"),
        ("npm test", "test"),
        ("npm run test -- --watch=false", "test"),
        ("npm run test:unit", "test"),
        ("npm t", "test"),
        ("yarn test", "test"),
        ("yarn jest", "test"),
        ("pnpm run test", "test"),
        ("bun test", "test"),
        ("npx --yes vitest run", "test"),
        ("mocha spec", "test"),
        ("node --test", "test"),
        ("go test ./...", "test"),
        ("cargo test", "test"),
        ("cargo +nightly nextest run", "test"),
        ("mvn -q test", "test"),
        ("./mvnw verify", "test"),
        ("./gradlew :app:testDebugUnitTest", "test"),
        ("gradle check", "test"),
        ("dotnet test", "test"),
        ("bundle exec rspec", "test"),
        ("vendor/bin/phpunit", "test"),
        ("ctest --output-on-failure", "test"),
        ("make test", "test"),
        ("make -j 8 check", "test"),
        ("./scripts/test.sh", "test"),
        ("just test", "test"),
        ("make", "build"),
        ("make all", "build"),
        ("cmake --build build", "build"),
        ("cargo build --release", "build"),
        ("cargo test --no-run", "build"),
        ("go build ./...", "build"),
        ("npm run build", "build"),
        ("yarn build", "build"),
        ("tsc -p .", "build"),
        ("gcc -o a a.c", "build"),
        ("mvn package", "build"),
        ("docker build -t x .", "build"),
        ("python -m build", "build"),
        ("ruff check .", "lint"),
        ("ruff format --check", "lint"),
        ("black --check .", "lint"),
        ("python -m flake8", "lint"),
        ("npx eslint src", "lint"),
        ("npm run lint", "lint"),
        ("golangci-lint run", "lint"),
        ("cargo clippy -- -D warnings", "lint"),
        ("go vet ./...", "lint"),
        ("pre-commit run -a", "lint"),
        ("mypy .", "typecheck"),
        ("uvx pyright", "typecheck"),
        ("npx tsc --noEmit", "typecheck"),
        ("npm run type-check", "typecheck"),
        ("cargo check", "typecheck"),
        ("python x.py", "run"),
        ("python -m mypackage", "run"),
        ("node x.js", "run"),
        ("go run .", "run"),
        ("cargo run", "run"),
        ("./a.out", "run"),
        ("npm start", "run"),
        ("git commit -m 'make the tests pass; pytest'", "commit"),
        ("git -C repo -c user.name=x commit --amend", "commit"),
        ("kubectl apply -f x.yaml", "deploy"),
        ("terraform apply", "deploy"),
        ("npm publish", "deploy"),
        # A probe, a preparation, a question: not the code at work.
        ("", "terminal"),
        ("ls -la", "terminal"),
        ("python -c 'import x'", "terminal"),
        ("node -e '1'", "terminal"),
        ("pip install pytest", "terminal"),
        ("python -m pip install -e .", "terminal"),
        ("npm install jest", "terminal"),
        ("npm ci", "terminal"),
        ("which pytest", "terminal"),
        ("pytest --version", "terminal"),
        ("pytest --collect-only -q", "terminal"),
        ("cat test_x.py", "terminal"),
        ("grep -r pytest .", "terminal"),
        ("echo 'run pytest; make'", "terminal"),
        ("git log -- make", "terminal"),
        ("git status", "terminal"),
        ("make clean", "terminal"),
        ("ruff format .", "terminal"),
        ("echo done # pytest", "terminal"),
        (HERE + "ls", "terminal"),
        # Taken off: what only runs another program.
        ("cd x && pytest", "test"),
        ("A=1 B='x y' pytest", "test"),
        ("env -u HOME A=1 pytest", "test"),
        ("sudo -u ada time -f %e timeout -s KILL 60 pytest", "test"),
        ("uv run --with pytest pytest -q", "test"),
        ("uv run -m pytest", "test"),
        ("poetry run python -m pytest", "test"),
        ("npx jest --ci", "test"),
        ("bash -c 'cd x && npm test'", "test"),
        ("sh -lc \"pytest -k 'a or b'\"", "test"),
        ("nohup pytest > log 2>&1 &", "test"),
        ("(cd x && pytest)", "test"),
        ("if pytest; then echo ok; fi", "test"),
        ("git stash; npm run build\nnpm test", "test"),
        ("npm run build && npm run lint", "build"),
        (HERE + "python -m pytest test_x.py", "test"),
        ("pytest 'unclosed", "test"),
        ("npm --prefix web test", "test"),
        ("pnpm --filter web run lint", "lint"),
        ("php artisan test", "test"),
        ("php index.php", "run"),
        ("bash -x scripts/run_tests.sh", "test"),
        ("sh build.sh", "build"),
        ("bash", "terminal"),
        ("docker compose exec -T -e A=1 web pytest", "test"),
        ("docker-compose run --rm web python manage.py test", "test"),
        ("docker exec -it -u root web pytest", "test"),
        ("docker run image pytest", "terminal"),
        ("{ pytest; }", "test"),
        (">log 2>&1 pytest -q", "test"),
        ("> pytest ls", "terminal"),
    ],
)
def test_kind(command: str, kind: str) -> None:
    assert outcome_kind(command) == kind


@pytest.mark.parametrize(
    ("command", "exit_code", "passed"),
    [
        ("pytest", 0, True),
        ("pytest", 1, False),
        ("cd x && pytest", 1, False),
        ("cd x; pytest -q", 0, True),
        ("echo start; pytest", 1, False),
        ("A=1 timeout 60 pytest", 1, False),
        ("(cd x && pytest)", 1, False),
        ("bash -c 'cd x && pytest'", 1, False),
        ("pytest > log 2>&1", 1, False),
        ("pytest -k 'a || b; c | d'", 1, False),
        ("cat list | xargs pytest", 1, False),
        ("pytest && echo done", 0, True),
        ("pytest && echo done", 1, False),
        ("npm run build && npm test", 1, False),
        ("cargo build && cargo test", 101, False),
        ("set -e; pytest; echo done", 1, False),
        ("set -euo pipefail; pytest | tee log", 1, False),
        ("bash -eo pipefail -c 'pytest | tail -5'", 1, False),
        ("pytest", 139, False),
        ("pytest", -11, False),
        ("tsc --noEmit", 2, False),
        ("make test", 2, False),
        ("{ cd x && pytest; }", 1, False),
        ("cd x || exit 1; pytest", 1, False),
        ("pytest || exit 1", 1, None),
        ("cd x || exit 1; pytest; echo done", 0, None),
        # The status is another command's.
        ("pytest || exit 0", 0, None),
        ("{ pytest; } || true", 0, None),
        ("{ pytest; echo done; }", 0, None),
        ("{ pytest; } | tail", 0, None),
        ("pytest || true", 0, None),
        ("pytest; echo done", 0, None),
        ("pytest\necho done", 0, None),
        ("pytest | tail -5", 0, None),
        ("pytest 2>&1 | tee log", 1, None),
        ("pytest |& grep FAILED", 0, None),
        ("pytest &", 0, None),
        ("pytest & wait", 0, None),
        ("! pytest", 1, None),
        ("if pytest; then echo ok; fi", 0, None),
        ("for i in 1 2; do pytest; done", 0, None),
        ("(ruff check; pytest)", 1, None),
        ("pytest || ruff check && pytest", 1, None),
        # Which of the two failed?
        ("ruff check . && pytest", 1, None),
        ("npm install && npm test", 1, None),
        ("pytest && git commit -m x", 1, None),
        # The program says that it has no verdict.
        ("pytest", 2, None),
        ("pytest", 3, None),
        ("pytest", 4, None),
        ("python -m pytest", 5, None),
        ("uv run pytest", 5, None),
        ("python -m unittest", 5, None),
        ("mypy .", 1, False),
        ("mypy .", 2, None),
        ("ruff check", 2, None),
        ("npx eslint .", 2, None),
        ("pyright", 3, None),
        ("golangci-lint run", 1, False),
        ("golangci-lint run", 5, None),
        ("pylint x", 4, False),
        ("pylint x", 32, None),
        ("black --check .", 123, None),
        ("grep x y", 1, None),
        ("ls", 0, True),
        ("pytest", None, None),
        ("pytest", True, None),
        ("", 0, None),
    ],
)
def test_passed(command: str, exit_code: int | None, passed: bool | None) -> None:
    found = judged(command, exit_code)
    assert found.passed is passed
    assert not found.infrastructure_failure


@pytest.mark.parametrize("exit_code", [124, 125, 126, 127, 129, 130, 137, 141, 143, -2, -9, -15, 3221225786])
def test_a_command_cut_short_or_not_found_is_a_failure_of_the_infrastructure(exit_code: int) -> None:
    assert judged("pytest", exit_code) == Verdict("test", None, exit_code, infrastructure_failure=True)


def test_what_a_person_broke_off_has_no_verdict() -> None:
    assert judged("pytest", 1, interrupted=True) == Verdict("test", None, 1, infrastructure_failure=True)
    assert judged("pytest", None, interrupted=True) == Verdict("test", None, None, infrastructure_failure=True)


def test_a_status_beyond_what_systems_give_is_none() -> None:
    assert judged("pytest", 10**30) == Verdict("test", None, None)


def test_an_outcome_tells_all_it_knows() -> None:
    assert outcome("pytest", 1, output="1 failed", duration_ms=12.5, sequence=3, call_id="c") == {
        "kind": "test",
        "passed": False,
        "exit_code": 1,
        "command": "pytest",
        "output": "1 failed",
        "duration_ms": 12.5,
        "sequence": 3,
        "call_id": "c",
    }


def test_a_status_that_speaks_for_something_else_is_left_out() -> None:
    assert outcome("pytest || true", 0) == {"kind": "test", "passed": None, "command": "pytest || true"}
    assert outcome("pytest", 5) == {"kind": "test", "passed": None, "command": "pytest"}


def test_a_cut_short_run_keeps_its_status() -> None:
    assert outcome("pytest", 137) == {
        "kind": "test",
        "passed": None,
        "exit_code": 137,
        "infrastructure_failure": True,
        "command": "pytest",
    }


@pytest.mark.parametrize(
    ("command", "output"),
    [
        ("python -m pytest", "/usr/bin/python: No module named pytest\n"),
        ("make test", "make: *** No rule to make target 'test'.  Stop.\n"),
        ("npm test", 'npm error Missing script: "test"\n'),
        ("cd nowhere && pytest", "bash: line 1: cd: nowhere: No such file or directory\n"),
    ],
)
def test_a_program_that_never_ran_failed_nothing(command: str, output: str) -> None:
    said = outcome(command, 1, output=output)
    assert (said["passed"], said["infrastructure_failure"]) == (None, True)


def test_a_module_that_the_tested_code_misses_is_its_own_failure() -> None:
    output = "E   ModuleNotFoundError: No module named 'requests'\n1 failed\n"
    assert outcome("pytest", 1, output=output)["passed"] is False


@pytest.mark.parametrize("duration_ms", [-1, float("nan"), float("inf")])
def test_a_duration_that_makes_no_sense_is_left_out(duration_ms: float) -> None:
    assert "duration_ms" not in outcome("ls", 0, duration_ms=duration_ms)


def test_long_texts_keep_their_ends() -> None:
    kept = outcome("ls", 0, output="a" * 300_000 + "b" * 300_000)["output"]
    assert kept == "a" * 100_000 + "\n…\n" + "b" * 100_000


def test_the_end_of_a_very_long_command_is_not_known() -> None:
    command = "pytest " + "x" * 20_000
    assert judged(command, 1) == Verdict("test", None, 1)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "'",
        '"\\',
        "(",
        "$(",
        "((",
        "<<a\n",
        "pytest && ",
        "a=b ",
        "#",
        "\\",
        "`",
        "${",
        "bash -c ",
        "sudo ",
        "python -m ",
        "npm -C a ",
        "-C a ",
        "deno ",
        "a|",
    ],
)
def test_a_megabyte_of_anything_takes_no_time(piece: str) -> None:
    command = piece * (1_000_000 // len(piece))
    began = time.perf_counter()
    judged(command, 1)
    assert time.perf_counter() - began < 1


PIECES = st.sampled_from(
    ["pytest", "make", "-m", "python", "bash", "-c", "'", '"', "\\", "(", ")", "|", "||", "&&", "&", ";", "\n", "<<E",
     "E", "$(", "`", "#", ">", "2>&1", " ", " ", " ", "sudo", "timeout", "5", "uv", "run", "npm", "test", "set", "-e",
     "A=1", "{", "}", "exit", "1", "docker", "compose"]
)  # fmt: skip
COMMANDS = st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join))


@given(COMMANDS, st.one_of(st.none(), st.integers(), st.booleans()), st.booleans())
def test_any_text_gets_a_verdict_that_holds_together(command: str, exit_code: int | None, interrupted: bool) -> None:
    kind, passed, status, infrastructure_failure = judged(command, exit_code, interrupted=interrupted)
    assert kind in KINDS
    assert status in (exit_code, None)
    assert not (infrastructure_failure and passed is not None)
    if passed is not None:
        assert passed is (status == 0)


@given(COMMANDS, st.one_of(st.none(), st.integers()), st.one_of(st.none(), st.text()), st.floats())
def test_every_outcome_is_a_valid_event(
    command: str, exit_code: int | None, output: str | None, duration_ms: float
) -> None:
    data = outcome(
        command.replace("\0", ""), exit_code, output=(output or "").replace("\0", ""), duration_ms=duration_ms
    )
    document = event("outcome.reported", "0" * 32, 1_795_215_704_761_000, interaction_id="i", data=data)
    assert check(msgspec.json.decode(msgspec.json.encode(document))).type == "outcome.reported"
