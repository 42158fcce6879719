from django.test import Client

from exports.models import Record, Verdict
from flywheel.projects.models import Project
from tests.factories import MembershipFactory, RecordFactory
from tests.pages import member, read


def path(row: Record) -> str:
    return f"/p/acme/records/{row.record_id}/"


def say(client: Client, row: Record, says: str, query: str = "") -> int:
    return client.post(f"{path(row)}verdict/{query}", {"says": says}).status_code


def test_a_curator_says_whether_a_record_is_right_and_sees_it(project: Project) -> None:
    row, curator = RecordFactory.create(project=project), member(project, "curator")
    assert "Nobody has said so far" in read(curator, path(row))
    answer = curator.post(f"{path(row)}verdict/?kind=pair", {"says": "agree"})
    assert answer["Location"] == f"{path(row)}?kind=pair"
    page = read(curator, path(row))
    assert "1 of 1 person agrees" in page
    assert "you said: agree" in page


def test_answers_are_added_and_the_last_one_of_a_person_counts(project: Project) -> None:
    row, curator, owner = RecordFactory.create(project=project), member(project, "curator"), member(project, "owner")
    for client, says in ((curator, "agree"), (owner, "agree"), (curator, "disagree")):
        assert say(client, row, says) == 302
    assert [one.agrees for one in Verdict.objects.order_by("id")] == [True, True, False]
    page = read(curator, path(row))
    assert "1 of 2 people agree" in page
    assert "you said: disagree" in page


def test_an_answer_names_the_question_so_it_meets_other_records_that_answer_it(project: Project) -> None:
    texts = {"chosen": "return a + b", "rejected": "return a - b"}
    opposite = {"chosen": texts["rejected"], "rejected": texts["chosen"]}
    row = RecordFactory.create(project=project, **texts)
    other = RecordFactory.create(project=project, rule="another-rule", **opposite)
    curator = member(project, "curator")
    say(curator, row, "disagree")
    say(curator, other, "agree")
    first, second = Verdict.objects.order_by("id")
    assert (first.question, first.answer, first.group_id) == (second.question, second.answer, row.group_id)
    assert "you said: disagree" in read(curator, path(row))
    assert "you said: agree" in read(curator, path(other))


def test_what_others_said_is_told_only_after_answering(project: Project) -> None:
    row, curator, owner = RecordFactory.create(project=project), member(project, "curator"), member(project, "owner")
    say(owner, row, "agree")
    page = read(curator, path(row))
    assert "1 person has answered" in page
    assert "1 of 1" not in page


def test_a_label_and_its_opposite(project: Project) -> None:
    row = RecordFactory.create(project=project, kind="unpaired", completion="x = 1", label=False)
    curator = member(project, "curator")
    for says in ("agree", "disagree", "cannot-tell"):
        say(curator, row, says)
    assert list(Verdict.objects.order_by("id").values_list("answer", "agrees")) == [
        ("false", True),
        ("true", False),
        ("tie", None),
    ]


def test_viewers_see_the_count_but_cannot_answer(project: Project) -> None:
    row, viewer = RecordFactory.create(project=project), member(project, "viewer")
    assert "Curators and owners can answer" in read(viewer, path(row))
    assert say(viewer, row, "agree") == 403
    assert not Verdict.objects.exists()


def test_another_projects_record_cannot_be_judged(project: Project, outsider_project: Project) -> None:
    row = RecordFactory.create(project=outsider_project)
    assert say(member(project, "owner"), row, "agree") == 404


def test_what_is_no_answer_is_refused(project: Project) -> None:
    row, curator = RecordFactory.create(project=project), member(project, "curator")
    assert [say(curator, row, says) for says in ("", "yes", "both_bad")] == [400, 400, 400]
    missing = RecordFactory.create(project=project, kind="reward", completion="x", reward=None)
    assert say(curator, missing, "agree") == 400
    assert "Is this right?" not in read(curator, path(missing))


def test_an_answer_from_another_site_is_refused(project: Project) -> None:
    row, person = RecordFactory.create(project=project), MembershipFactory.create(project=project, role="owner")
    client = Client(enforce_csrf_checks=True)
    client.force_login(person.user)
    assert say(client, row, "agree") == 403
