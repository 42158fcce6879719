import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from exports.models import Verdict
from flywheel.projects.models import Project
from tests.factories import RecordFactory

pytestmark = pytest.mark.django_db


def load(folder: Path, text: str, name: str = "gold.csv") -> str:
    file, out = folder / name, StringIO()
    file.write_text(text, encoding="utf-8")
    call_command("import_verdicts", str(file), project="acme", stdout=out)
    return out.getvalue()


@pytest.fixture
def records(project: Project) -> None:
    RecordFactory.create(project=project, record_id="pair", chosen="a", rejected="b")
    RecordFactory.create(project=project, record_id="label", kind="unpaired", completion="x", label=False)
    RecordFactory.create(project=project, record_id="empty", kind="reward", completion="x", reward=None)


@pytest.mark.usefixtures("records")
def test_a_csv_of_agreements(tmp_path: Path) -> None:
    text = "record_id,agrees,decided_by\npair,true,ada\nlabel,No,ada\npair,,bob\n"
    assert load(tmp_path, text) == "3 verdicts added, 0 were there already\n"
    stored = list(Verdict.objects.order_by("id").values_list("record_id", "agrees", "decided_by", "source"))
    assert stored == [
        ("pair", True, "ada", "import"),
        ("label", False, "ada", "import"),
        ("pair", None, "bob", "import"),
    ]
    assert load(tmp_path, text) == "0 verdicts added, 3 were there already\n"


@pytest.mark.usefixtures("records")
def test_an_ndjson_of_answers(tmp_path: Path) -> None:
    rows = [
        {"record_id": "pair", "answer": "rejected", "decided_by": "ada"},
        {"record_id": "pair", "answer": "both_bad", "decided_by": "bob"},
        {"record_id": "label", "answer": False, "decided_by": "ada"},
        {"record_id": "label", "agrees": None, "decided_by": "bob"},
    ]
    load(tmp_path, "\n".join(map(json.dumps, rows)) + "\n\n", "gold.ndjson")
    assert list(Verdict.objects.order_by("id").values_list("agrees", flat=True)) == [False, None, True, None]
    assert Verdict.objects.get(answer="both_bad").decided_by == "bob"


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("record_id,decided_by\npair,ada\n", "agrees or answer are needed"),
        ("record_id,agrees,by\npair,true,ada\n", "unknown field 'by'"),
        ("record_id,agrees,decided_by\nother,true,ada\n", "line 2: the project has no record 'other'"),
        ("record_id,agrees,decided_by\npair,perhaps,ada\n", "line 2: agrees must be true, false or empty"),
        ("record_id,agrees,decided_by\npair,true,\n", "line 2: decided_by"),
        ("record_id,agrees,decided_by\nempty,true,ada\n", "without an outcome"),
        ("record_id,answer,decided_by\npair,true,ada\n", "answer to a pair must be one of chosen"),
        ("record_id,answer,decided_by\nlabel,chosen,ada\n", "answer must be one of false, tie, true"),
        ("", "first line must name the columns"),
    ],
)
def test_a_wrong_file_is_refused_as_a_whole_and_says_where(tmp_path: Path, text: str, said: str) -> None:
    good = "pair,true,bob\n" if text.count("\n") > 1 and "agrees,decided_by" in text else ""
    with pytest.raises(CommandError, match="Nothing was imported") as caught:
        load(tmp_path, text + good)
    assert said in str(caught.value)
    assert not Verdict.objects.exists()


@pytest.mark.parametrize(("line", "said"), [("{", "line 1: no JSON"), ("[1]", "line 1: not an object")])
def test_wrong_ndjson(project: Project, tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        load(tmp_path, line, "gold.ndjson")


def test_a_file_that_is_not_there_and_one_that_is_no_text(project: Project, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_verdicts", str(tmp_path / "no.csv"), project="acme")
    (tmp_path / "no.csv").write_bytes(b"record_id\xff\xfe")
    with pytest.raises(CommandError, match="not UTF-8"):
        call_command("import_verdicts", str(tmp_path / "no.csv"), project="acme")


@pytest.mark.usefixtures("records")
def test_a_file_in_which_somebody_changed_their_mind_adds_nothing_the_second_time(tmp_path: Path) -> None:
    text = "record_id,agrees,decided_by\npair,true,ada\nlabel,true,bob\npair,false,ada\npair,false,ada\n"
    assert load(tmp_path, text) == "3 verdicts added, 1 were there already\n"
    assert load(tmp_path, text) == "0 verdicts added, 4 were there already\n"
    assert list(Verdict.objects.filter(decided_by="ada").order_by("id").values_list("agrees", flat=True)) == [
        True,
        False,
    ]


@pytest.mark.usefixtures("records")
def test_who_changes_their_mind_later_is_believed(tmp_path: Path) -> None:
    load(tmp_path, "record_id,agrees,decided_by\npair,true,ada\npair,false,ada\n")
    assert load(tmp_path, "record_id,agrees,decided_by\npair,true,ada\n") == "1 verdicts added, 0 were there already\n"
    text = "record_id,agrees,decided_by\npair,true,ada\npair,,ada\n"
    assert load(tmp_path, text) == "1 verdicts added, 1 were there already\n"
