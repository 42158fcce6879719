import pytest
from pytest_django.fixtures import Settings

from exports.models import Build, Dataset, Release
from exports.releases.run import request_build, run_build
from flywheel.projects.models import Project
from tests.exports.factories import make_record
from tests.factories import BuildFactory, ChannelFactory, DatasetFactory, ReleaseFactory, ReleaseFileFactory
from tests.pages import PAGE_SETTINGS, member, read

FORM = {
    "name": "pairs",
    "kinds": ["pair"],
    "min_confidence": "0.5",
    "pair_tiers": "high",
    "validation": "0.1",
    "test": "0.1",
}


@pytest.fixture(autouse=True)
def _page_settings(settings: Settings) -> None:
    for name, value in PAGE_SETTINGS.items():
        setattr(settings, name, value)


@pytest.fixture
def dataset(project: Project) -> Dataset:
    return DatasetFactory.create(project=project, name="completions")


def test_the_list_has_an_empty_state_that_says_what_to_do(project: Project) -> None:
    assert "the default recipe takes every record" in read(member(project, "curator"), "/p/acme/datasets/")
    assert "curator or an owner" in read(member(project, "viewer"), "/p/acme/datasets/")


def test_a_curator_makes_a_dataset_with_a_recipe(project: Project) -> None:
    response = member(project, "curator").post("/p/acme/datasets/", {**FORM, "languages": "python, rust,"})
    assert response["Location"] == "/p/acme/datasets/pairs/"
    recipe = Dataset.objects.get(project=project, name="pairs").recipe
    assert recipe["kinds"] == ["pair"]
    assert recipe["languages"] == ["python", "rust"]
    assert recipe["min_confidence"] == 0.5
    assert recipe["pair_tiers"] == ["high"]
    assert recipe["splits"] == {"train": 0.8, "validation": 0.1, "test": 0.1}


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Not A Name"},
        {"name": "completions"},
        {"kinds": []},
        {"min_confidence": "2"},
        {"test": "nan"},
    ],
)
def test_a_wrong_form_says_why_and_makes_nothing(project: Project, dataset: Dataset, wrong: dict[str, object]) -> None:
    response = member(project, "curator").post("/p/acme/datasets/", {**FORM, **wrong})
    assert "errorlist" in response.content.decode()
    assert list(Dataset.objects.all()) == [dataset]


def test_viewers_make_and_build_nothing(project: Project, dataset: Dataset) -> None:
    viewer = member(project, "viewer")
    assert viewer.post("/p/acme/datasets/", FORM).status_code == 403
    assert viewer.post("/p/acme/datasets/completions/build/", {"bump": "auto"}).status_code == 403
    assert Dataset.objects.count() == 1
    assert not Build.objects.exists()


def test_outsiders_find_nothing(project: Project, outsider_project: Project, dataset: Dataset) -> None:
    release = ReleaseFactory.create(dataset=dataset)
    build = BuildFactory.create(dataset=dataset)
    outsider = member(outsider_project, "owner")
    for slug in ("acme", "rival"):
        for page in (
            "datasets/completions/",
            f"datasets/completions/releases/{release.version}/",
            f"builds/{build.pk}/",
        ):
            assert outsider.get(f"/p/{slug}/{page}").status_code == 404
        assert outsider.post(f"/p/{slug}/datasets/completions/build/", {"bump": "auto"}).status_code == 404


def test_a_release_is_asked_for_once(project: Project, dataset: Dataset) -> None:
    curator = member(project, "curator")
    for _ in range(2):
        curator.post("/p/acme/datasets/completions/build/", {"bump": "minor", "notes": "First."})
    (build,) = Build.objects.all()
    assert (build.dataset, build.bump, build.notes) == (dataset, "minor", "First.")
    assert f"/p/acme/builds/{build.pk}/" in read(curator, "/p/acme/datasets/completions/")


def test_progress_polls_until_the_build_ends(project: Project, dataset: Dataset) -> None:
    build = BuildFactory.create(dataset=dataset, state="running", progress=0.4)
    viewer = member(project, "viewer")
    page = read(viewer, f"/p/acme/builds/{build.pk}/")
    assert '<progress value="0.400"' in page
    assert 'hx-trigger="every 1s"' in page
    Build.objects.update(state="failed", error="There is nothing to release.")
    response = viewer.get(f"/p/acme/builds/{build.pk}/")
    assert "There is nothing to release." in response.content.decode()
    assert "hx-get" not in response.content.decode()
    assert response["HX-Refresh"] == "true"


def test_a_release_shows_files_channels_and_lines_that_load_it(project: Project, dataset: Dataset) -> None:
    release = ReleaseFactory.create(dataset=dataset, major=1, minor=4, notes="<b>New</b>")
    ReleaseFileFactory.create(release=release)
    ChannelFactory.create(release=release)
    viewer = member(project, "viewer")
    page = read(viewer, "/p/acme/datasets/completions/releases/1.4.0/")
    assert "3.5 kB" in page
    assert "eeeeeeeeeeeeeeee" in page
    assert "&lt;b&gt;New" in page
    assert "load_dataset(&quot;acme/completions&quot;, &quot;trl_preference&quot;, revision=&quot;1.4.0&quot;)" in page
    assert "/api/v1/datasets/completions/releases/1.4.0/files/trl_preference/train-00000-of-00001.parquet" in page
    assert "completions 1.4.0" in read(viewer, "/p/acme/datasets/completions/releases/latest/")


@pytest.mark.parametrize("version", ["9.9.9", "x", "%00", "9" * 40 + ".0.0"])
def test_an_unknown_version_is_not_found(project: Project, dataset: Dataset, version: str) -> None:
    assert member(project, "viewer").get(f"/p/acme/datasets/completions/releases/{version}/").status_code == 404


@pytest.mark.django_db(transaction=True)  # a build reads what is committed
def test_a_member_downloads_a_file_and_an_outsider_does_not(project: Project, outsider_project: Project) -> None:
    made = build_release(project)
    path = f"/p/acme/datasets/{made.dataset.name}/releases/{made.version}/files/README.md"
    response = member(project, "viewer").get(path)
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"---\npretty_name:")  # type: ignore[attr-defined]
    assert member(outsider_project, "owner").get(path).status_code == 404
    assert member(project, "owner").get(path.replace("README", "NOTHING")).status_code == 404


@pytest.mark.django_db(transaction=True)  # a build reads what is committed
def test_a_withdrawn_file_is_gone_for_people_too(project: Project) -> None:
    made = build_release(project)
    made.files.update(withdrawn_at="2026-01-01T00:00:00Z")
    path = f"/p/acme/datasets/{made.dataset.name}/releases/{made.version}/files/README.md"
    response = member(project, "viewer").get(path)
    assert (response.status_code, response.json()["code"]) == (410, "withdrawn")


def build_release(project: Project) -> Release:
    make_record(project=project)
    return run_build(request_build(DatasetFactory.create(project=project, name="built"), announce=False).pk)
