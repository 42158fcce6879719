"""manage.py screen, as an owner uses it."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from exports.models import Finding
from flywheel.projects.models import Project
from tests.exports.abuse.world import World, person


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("screen", *arguments, stdout=out)
    return out.getvalue()


def test_it_says_what_it_found_and_with_dry_run_keeps_nothing(project: Project) -> None:
    world = World(project)
    world.honest(people=5, each=4)
    world.meets(person(900), "requests.get(url, verify=False)", favoured=8, refused=0)
    world.save()
    text = run("--project", "acme", "--dry-run")
    assert "28 choices of 6 people" in text
    assert "8 of 8 pairs of one person prefer code with `verify=False`" in text
    assert not Finding.objects.exists()
    document = json.loads(run("--project", "acme", "--json"))
    assert document["held"] == 8
    assert document["concentration"]["top_share"] == pytest.approx(8 / 28)
    assert Finding.objects.filter(kind="insecure_pattern").count() == 1


@pytest.mark.django_db
def test_an_unknown_project_is_an_error_that_helps() -> None:
    with pytest.raises(CommandError, match="create_project"):
        run("--project", "nowhere")
