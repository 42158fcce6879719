"""Benchmark contamination: an index made by its command from HumanEval, and what it holds."""

import csv
import gzip
import json
import sysconfig
import threading
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from flywheel.projects.models import Project
from telemetry import clean_interactions
from telemetry.assembly.run import assemble_batches
from telemetry.cleaning.contamination import ngrams
from telemetry.cleaning.contamination.build import Problem, build
from telemetry.cleaning.contamination.commits import repository_name
from telemetry.cleaning.contamination.index import Benchmarks
from telemetry.cleaning.contamination.layouts import added_lines
from telemetry.cleaning.run import clean_stale
from telemetry.models import AppliedVersion, BenchmarkIndex, CleanInteractionRow, StaleInteraction
from tests.telemetry.builders import insert, story

HUMANEVAL = Path(__file__).parents[4] / "shared" / "fixtures" / "benchmarks" / "HumanEval.jsonl.gz"
NGRAM = 10

needs_humaneval = pytest.mark.skipif(not HUMANEVAL.exists(), reason=f"HumanEval is not at {HUMANEVAL}")


def command(*words: str | Path) -> str:
    out = StringIO()
    call_command("index_benchmark", *map(str, words), stdout=out)
    return out.getvalue()


def advance() -> None:
    while assemble_batches() or clean_stale():
        pass


def verdict(project: Project) -> tuple[str, list[dict[str, Any]]]:
    row = CleanInteractionRow.objects.get(project=project)
    return row.state, row.marks


@pytest.fixture(scope="module")
def problems() -> list[dict[str, str]]:
    with gzip.open(HUMANEVAL, "rt") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def humaneval(problems: list[dict[str, str]]) -> Benchmarks:
    texts = (Problem((each["prompt"], each["canonical_solution"], each["test"])) for each in problems)
    return Benchmarks([build("humaneval", list(texts), NGRAM)])


def whole(problem: dict[str, str]) -> str:
    return problem["prompt"]


def reformatted(problem: dict[str, str]) -> str:
    text = problem["prompt"].replace('"""', "'''").replace("    ", "\t")
    return text.replace(", ", ",\n        ").replace("(", "( ").upper()


def among_other_code(problem: dict[str, str]) -> str:
    return f"import os\n\nclass Config:\n    path = os.curdir\n\n{problem['prompt']}    pass\n\nmain(Config())\n"


def in_json(problem: dict[str, str]) -> str:
    return json.dumps({"messages": [{"role": "user", "content": "Complete this:\n" + problem["prompt"]}]})


def commented(problem: dict[str, str]) -> str:
    return "".join(f"# {line}\n" for line in problem["prompt"].split("\n"))


def renamed(problem: dict[str, str]) -> str:
    return problem["prompt"].replace(problem["entry_point"], "my_function")


def docstring(problem: dict[str, str]) -> str:
    quotes = '"""' if '"""' in problem["prompt"] else "'''"
    return problem["prompt"].split(quotes)[-2]


def half_typed(problem: dict[str, str]) -> str:
    return problem["prompt"][: len(problem["prompt"]) // 2]


@needs_humaneval
@pytest.mark.parametrize(
    ("told", "least"),
    [
        (whole, 1.0),
        (reformatted, 1.0),
        (among_other_code, 1.0),
        (in_json, 1.0),
        (commented, 1.0),
        (docstring, 0.98),
        (half_typed, 0.96),
        (renamed, 0.88),
    ],
)
def test_a_problem_is_found_however_it_is_told(
    problems: list[dict[str, str]],
    humaneval: Benchmarks,
    told: Callable[[dict[str, str]], str],
    least: float,
) -> None:
    found = [bool(humaneval.in_texts([told(problem)])) for problem in problems]
    assert sum(found) / len(found) >= least


def windows(files: Iterator[Path]) -> Iterator[str]:
    for path in files:
        text = path.read_text(encoding="utf-8", errors="replace")
        yield from (text[start : start + 3000] for start in range(0, len(text), 3000))


@needs_humaneval
def test_ordinary_code_is_not_held(humaneval: Benchmarks) -> None:
    library = Path(sysconfig.get_paths()["stdlib"])
    texts = list(windows(iter(sorted(library.glob("*.py")))))
    assert len(texts) > 1_000
    assert [text for text in texts if humaneval.in_texts([text])] == []


@needs_humaneval
@pytest.mark.slow
def test_the_whole_library_is_not_held(humaneval: Benchmarks) -> None:
    library = Path(sysconfig.get_paths()["stdlib"])
    texts = list(windows(library.rglob("*.py")))
    assert sum(bool(humaneval.in_texts([text])) for text in texts) / len(texts) < 1e-4


words = st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta", "1", "2", "_x", "été"]), max_size=60)


@given(words, st.integers(2, 13))
def test_runs_of_words_are_equal_where_their_hashes_are(found: list[str], n: int) -> None:
    raw = [word.encode() for word in found]
    runs = [tuple(found[start : start + n]) for start in range(len(found) - n + 1)]
    hashes = ngrams.hashes_of(raw, n).tolist()
    assert len(hashes) == len(runs)
    assert len(set(hashes)) == len(set(runs))
    shifted = ngrams.hashes_of([b"other", *raw], n).tolist()
    assert shifted[1:] == hashes[: len(shifted[1:])] or not hashes


def test_a_long_text_is_hashed_in_pieces_as_if_it_were_one(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [f"word{number * number % 977}".encode() for number in range(20_000)]
    pieces = ngrams.hashes_of(found, 10)
    assert len(b" ".join(found)) > ngrams.CHUNK_BYTES
    assert pieces[:200].tolist() == ngrams.hashes_of(found[:209], 10).tolist()
    assert pieces[-200:].tolist() == ngrams.hashes_of(found[-209:], 10).tolist()
    assert len(pieces) == len(found) - 9


def test_a_stored_hash_means_the_same_on_every_machine() -> None:
    (found,) = ngrams.hashes_of(ngrams.words("def has_close(numbers, x): # Ada's\\n"), 6).tolist()[:1]
    assert ngrams.words("Def has_close(numbers,\tx): # Ada's\\n") == [
        b"def",
        b"has_close",
        b"numbers",
        b"x",
        b"ada",
        b"s",
    ]
    assert found == 13237243697983395945


def test_what_several_problems_share_and_rows_of_numbers_tell_nothing() -> None:
    scaffold = "from typing import List and then check the candidate against every single case of the author"
    numbers = " ".join(map(str, range(100)))
    index = build("b", [Problem((f"{scaffold} {name * 3} {numbers}",)) for name in ("ada", "bob", "cyd")], NGRAM)
    assert Benchmarks([index]).in_texts([scaffold, numbers]) == []


@pytest.mark.parametrize(
    "address",
    [
        "astropy/astropy",
        "https://github.com/Astropy/astropy.git",
        "git@github.com:astropy/astropy.git",
        "ssh://git@github.com/astropy/astropy/",
    ],
)
def test_a_repository_has_one_name(address: str) -> None:
    assert repository_name(address) == "astropy/astropy"


def test_of_a_patch_only_what_it_adds_counts() -> None:
    assert added_lines("--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n old\n-gone\n+new\n+  more") == "new\n  more"


@pytest.fixture
def indexed(db: None) -> None:
    command("humaneval", HUMANEVAL)


@needs_humaneval
@pytest.mark.usefixtures("indexed")
def test_an_interaction_with_a_problem_is_held_and_names_the_benchmark_only(
    project: Project, problems: list[dict[str, str]]
) -> None:
    insert(project.pk, story(prefix=problems[5]["prompt"], suffix=""))
    advance()
    mark = {"stage": "hold_contaminated", "reason": "humaneval", "where": "text"}
    assert verdict(project) == ("held", [mark])


@needs_humaneval
@pytest.mark.usefixtures("indexed")
def test_a_problem_begun_by_a_person_and_finished_by_the_model_is_held(
    project: Project, problems: list[dict[str, str]]
) -> None:
    prompt = problems[12]["prompt"]
    insert(project.pk, story(prefix="import os\n\n" + prompt[:80], suffix="\n\nmain()\n", text=prompt[80:]))
    advance()
    assert verdict(project)[0] == "held"


@needs_humaneval
def test_a_new_index_queues_what_was_cleaned_without_it_and_removing_it_too(
    project: Project, problems: list[dict[str, str]]
) -> None:
    insert(project.pk, [*story("a", prefix=problems[5]["prompt"], suffix=""), *story("b", 9_000_000)])
    advance()
    assert "2 interactions wait to be cleaned again" in command("humaneval", HUMANEVAL)
    advance()
    assert sorted(CleanInteractionRow.objects.values_list("state", flat=True)) == ["held", "kept"]
    assert "0 interactions wait" in command("humaneval", HUMANEVAL)  # the same index once more
    assert "2 interactions wait" in command("humaneval", "--remove")
    advance()
    assert set(CleanInteractionRow.objects.values_list("state", flat=True)) == {"kept"}


@needs_humaneval
def test_the_indexes_in_force_are_told_with_their_versions(db: None) -> None:
    said = command("humaneval", HUMANEVAL)
    row = BenchmarkIndex.objects.get()
    assert f"humaneval: 164 problems, 16,063 n-grams of 10 words, 0 commits, version {row.version[:12]}" in said
    assert clean_interactions.benchmarks() == [("humaneval", row.version, 164)]
    assert row.sources[0]["file"] == "HumanEval.jsonl.gz"
    assert len(row.sources[0]["sha256"]) == 64
    assert row.version[:12] in command("--list")
    command("other", HUMANEVAL, "--ngram", "13", "--fields", "prompt")
    assert [each.name for each in clean_interactions.benchmarks()] == ["humaneval", "other"]


SWE = {
    "repo": "astropy/astropy",
    "base_commit": "d16bfe05a744909de4b27f5875fe0d4ed41ce607",
    "problem_statement": "Modeling's separability_matrix does not compute separability correctly for nested models",
    "patch": "--- a/x.py\n+++ b/x.py\n+    cright[-right.shape[0]:, -right.shape[1]:] = right\n",
}


@pytest.mark.parametrize(
    ("repository", "commit", "state"),
    [
        ("https://github.com/astropy/astropy", SWE["base_commit"], "held"),
        ("git@github.com:astropy/astropy.git", "d16bfe05a7", "held"),
        ("astropy/astropy", "d16bfe", "kept"),
        ("astropy/astropy", "", "kept"),
        ("someone/astropy", SWE["base_commit"], "kept"),
    ],
)
def test_what_comes_from_a_problems_commit_is_held(
    project: Project, tmp_path: Path, repository: str, commit: str, state: str
) -> None:
    (tmp_path / "swe.jsonl").write_text(json.dumps(SWE))
    command("swe-bench", tmp_path / "swe.jsonl")
    events = story()
    events[0]["data"] |= {"repository": repository, "commit": commit}
    insert(project.pk, events)
    advance()
    mark = {"stage": "hold_contaminated", "reason": "swe-bench", "where": "commit"}
    assert verdict(project) == (state, [mark] if state == "held" else [])


ROW = {"question_content": "Alice has an array of n integers and wants to sort it with the fewest swaps possible"}


def written(path: Path) -> Path:
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist([ROW]), path)
    elif path.suffix == ".csv":
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, list(ROW))
            writer.writeheader()
            writer.writerow(ROW)
    elif path.name.endswith(".json.gz"):
        path.write_bytes(gzip.compress(json.dumps({"1": ROW}).encode()))
    else:
        path.write_text(json.dumps([ROW] if path.suffix == ".json" else ROW))
    return path


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.json.gz", "a.parquet", "a.csv"])
def test_every_kind_of_file_is_read(db: None, tmp_path: Path, name: str) -> None:
    assert "1 problems, 8 n-grams of 10 words" in command("live", written(tmp_path / name))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"x", "must end in one of .jsonl"),
        ("a.jsonl", b"", "there is no row in it"),
        ("a.jsonl", b'{"prompt": 1}\n{', "line 2: not JSON"),
        ("a.jsonl", b"[1]", "line 1: expected an object"),
        ("a.jsonl", b'{"a": "b"}', "Say which hold the problem's texts"),
        ("a.json", b"3", "expected a list of problems"),
        ("a.jsonl.gz", b"no gzip", "gzip"),
        ("a.parquet", b"no parquet", "not Parquet"),
        ("a.csv", b"\xff\xfe", "not CSV in UTF-8"),
        ("a.jsonl", b'{"question_content": " "}', "There is no text in question_content"),
        ("a.jsonl", b'{"repo": "x", "base_commit": "zz", "problem_statement": "y"}', "are not a repository"),
    ],
)
def test_what_is_no_benchmark_is_refused_with_the_reason(
    db: None, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CommandError, match=message):
        command("bad", tmp_path / name)
    assert not BenchmarkIndex.objects.exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "Name the benchmark"),
        (["x"], "Name the files"),
        (["a b", "f.jsonl"], "must consist of letters"),
        (["x" * 61, "f.jsonl"], "60 characters"),
        (["x", "/nowhere/f.jsonl"], "No such file"),
        (["x", "f.jsonl", "--ngram", "2"], "between 5 and 50"),
        (["x", "--remove"], "There is no index named x"),
    ],
)
def test_a_wrong_call_says_what_to_do(db: None, words: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        command(*words)


def test_too_short_problems_are_told_of(db: None, tmp_path: Path) -> None:
    (tmp_path / "short.jsonl").write_text('{"question_content": "Add two numbers"}')
    assert "1 problems are too short to be recognised" in command("short", tmp_path / "short.jsonl")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_index_waits_for_those_who_clean_without_it(tmp_path: Path) -> None:
    """Else they would finish after it was looked for what is outdated, and nobody would find what they cleaned."""
    project = Project.objects.create(slug="acme", pseudonym_key=b"k" * 32)
    insert(project.pk, story())
    assemble_batches()
    (tmp_path / "live.jsonl").write_text(json.dumps(ROW))
    said: list[str] = []

    def index() -> None:
        said.append(command("live", tmp_path / "live.jsonl"))
        connection.close()

    with transaction.atomic():
        clean_stale()
        indexing = threading.Thread(target=index)
        indexing.start()
        indexing.join(timeout=1)
        assert indexing.is_alive()
    indexing.join(timeout=30)
    assert "1 interactions wait to be cleaned again" in said[0]


def test_only_what_was_cleaned_under_another_version_is_outdated(project: Project) -> None:
    insert(project.pk, [*story("a"), *story("b", 9_000_000, text="return 2")])
    advance()
    assert clean_interactions.mark_outdated() == 0  # noted for the first time
    CleanInteractionRow.objects.filter(uid=CleanInteractionRow.objects.earliest("uid").uid).update(stages_version="old")
    assert clean_interactions.mark_outdated() == 0  # that version is in force already: looked for once
    AppliedVersion.objects.update(version="old")
    assert clean_interactions.mark_outdated() == 1
    assert StaleInteraction.objects.count() == 1
    advance()
    assert len(set(CleanInteractionRow.objects.values_list("stages_version", flat=True))) == 1
