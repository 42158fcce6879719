from datetime import UTC, datetime
from pathlib import Path

import pytest

from flywheel.demo import account, story
from flywheel.projects.models import Project
from telemetry.models import Batch, Event
from tests.flows import processes

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_backlog_is_posted_by_the_sender_and_a_second_time_adds_nothing(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    account.ensure_sign_in()
    keys = account.ensure_keys(tmp_path)
    with processes.web_server(tmp_path) as url:
        developers = story.editors(url, keys, tmp_path)
        posted = story.post_backlog(developers, NOW)
        assert Event.objects.count() == posted > 2000
        assert story.post_backlog(developers, NOW) == posted
        assert developers.close()
    assert developers.stats()["accepted"] == developers.stats()["duplicates"] == Event.objects.count() == posted
    assert developers.stats()["rejected"] == developers.stats()["dropped"] == {}
    assert Batch.objects.values_list("project", "client_name").distinct().get() == (
        Project.objects.get().pk,
        "simulated-editor",
    )
    assert list((tmp_path / "demo-events").glob("*/*")) == []
