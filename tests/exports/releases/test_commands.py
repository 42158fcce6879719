from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from exports.models import Dataset
from tests.exports.factories import make_dataset, make_project, make_record

pytestmark = pytest.mark.django_db(transaction=True)


def test_create_and_release(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_record(number=1)
    (tmp_path / "recipe.toml").write_text('kinds = ["pair"]\n[splits]\ntrain = 1.0\nvalidation = 0\ntest = 0\n')
    call_command("create_dataset", "code", "--project", "acme", "--recipe", str(tmp_path / "recipe.toml"))
    assert capsys.readouterr().out == "code\n"
    assert Dataset.objects.get().recipe["kinds"] == ["pair"]
    call_command("release", "code", "--project", "acme", "--notes", "First.")
    printed = capsys.readouterr()
    assert printed.out == "1.0.0\n"
    assert "100%" in printed.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["create_dataset", "Code", "--project", "acme"], "Lower-case"),
        (["create_dataset", "code", "--project", "acme"], "already"),
        (["create_dataset", "new", "--project", "nobody"], "no project"),
        (["create_dataset", "new", "--project", "acme", "--recipe", "missing.toml"], "cannot be read"),
        (["release", "none", "--project", "acme"], "no dataset"),
        (["release", "code", "--project", "acme"], "nothing to release"),
        (["verify", "code", "1.0.0", "--project", "acme"], "no version or channel"),
    ],
)
def test_what_is_wrong_is_said(arguments: list[str], message: str) -> None:
    make_dataset(project=make_project())
    with pytest.raises(CommandError, match=message):
        call_command(*arguments)
