"""The pages of datasets and releases. Builds are asked for here and run by a worker."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from exports.models import Build, Dataset, Release, ReleaseFile
from exports.releases.card import DEFAULT_LAYOUT
from exports.releases.card import NAME as CARD
from exports.releases.downloads import file_answer
from exports.releases.find import find_dataset, find_release
from exports.releases.forms import BuildForm, DatasetForm
from exports.releases.run import request_build
from exports.releases.snippets import snippets
from exports.releases.storage import StorageError, release_storage
from flywheel.api_errors import Problem, answer
from flywheel.projects.access import allows, project_page
from flywheel.projects.models import Role
from flywheel.projects.requests import MemberRequest

OPEN = (Build.State.QUEUED, Build.State.RUNNING)
LONGEST_CARD = 100_000  # bytes shown
RECENT_BUILDS = 10


@require_http_methods(["GET", "POST"])
@project_page()
def datasets(request: MemberRequest) -> HttpResponse:
    """The list, and for curators the form that adds one."""
    form = DatasetForm(request.POST or None)
    if request.method == "POST":
        if not allows(request.membership, Role.CURATOR):
            return render(request, "403.html", status=403)
        if form.is_valid() and (made := _create(request, form)):
            messages.success(request, f"The dataset {made.name} is there. Build its first release.")
            return redirect("dataset", request.membership.project.slug, made.name)
    rows = Dataset.objects.filter(project=request.membership.project).annotate(release_count=Count("releases"))
    context = {"rows": [(row, row.releases.first()) for row in rows.order_by("name")[:200]], "form": form}
    return render(request, "exports/datasets.html", context)


@require_GET
@project_page()
def dataset(request: MemberRequest, name: str) -> HttpResponse:
    row = _dataset(request, name)
    context = {
        "row": row,
        "form": BuildForm(),
        "releases": row.releases.defer("manifest")[:100],
        "channels": _channels(row),
        "builds": row.builds.select_related("release__dataset").order_by("-created_at")[:RECENT_BUILDS],
    }
    return render(request, "exports/dataset.html", context)


@require_POST
@project_page(Role.CURATOR)
def build_release(request: MemberRequest, name: str) -> HttpResponse:
    """Asks for a release; while one is being built, that one is shown instead of asking again."""
    row = _dataset(request, name)
    form = BuildForm(request.POST)
    if not form.is_valid():
        messages.error(request, "The release was not asked for: the form was not complete.")
    elif row.builds.filter(state__in=OPEN).exists():
        messages.info(request, "A release is being built already.")
    else:
        request_build(row, bump=form.cleaned_data["bump"], notes=form.cleaned_data["notes"])
    return redirect("dataset", request.membership.project.slug, row.name)


@require_GET
@project_page()
def build_progress(request: MemberRequest, build_id: UUID) -> HttpResponse:
    """The fragment that polls until the build ends; the page then reloads once and lists the release."""
    builds = Build.objects.select_related("dataset", "release__dataset")
    build = get_object_or_404(builds, pk=build_id, dataset__project=request.membership.project)
    response = render(request, "exports/build.html", {"build": build})
    if build.state not in OPEN:
        response["HX-Refresh"] = "true"
    return response


@require_GET
@project_page()
def release_page(request: MemberRequest, name: str, version: str) -> HttpResponse:
    row = _dataset(request, name)
    release = find_release(row, version)
    if release is None:
        raise Http404
    files = list(release.files.all())
    context = {
        "row": row,
        "release": release,
        "files": files,
        "channels": _channels(row).get(release.version, []),
        "card": _card(files),
        "snippets": _snippets(request, release, files),
    }
    return render(request, "exports/release.html", context)


@require_safe
@project_page()
def release_file(request: MemberRequest, name: str, version: str, path: str) -> HttpResponseBase:
    """One file, for people; programs use the pull API."""
    release = find_release(_dataset(request, name), version)
    if release is None:
        raise Http404
    try:
        return file_answer(request, get_object_or_404(release.files, path=path))
    except Problem as problem:
        return answer(problem.status_code, problem.code, problem.message, problem.headers, **problem.fields)


def _dataset(request: MemberRequest, name: str) -> Dataset:
    row = find_dataset(request.membership.project, name)
    if row is None:
        raise Http404
    return row


def _create(request: MemberRequest, form: DatasetForm) -> Dataset | None:
    """The new dataset, or None with the reason in the form where the name is taken."""
    cleaned = form.cleaned_data
    try:
        with transaction.atomic():
            return Dataset.objects.create(
                project=request.membership.project, name=cleaned["name"], recipe=cleaned["recipe"].as_dict()
            )
    except IntegrityError:
        form.add_error("name", "A dataset of this name exists already.")
        return None


def _channels(row: Dataset) -> dict[str, list[str]]:
    """Channel names by the version they point at."""
    by_version: dict[str, list[str]] = {}
    for channel in row.channels.select_related("release").order_by("name"):
        by_version.setdefault(channel.release.version, []).append(channel.name)
    return by_version


def _card(files: list[ReleaseFile]) -> str:
    """The card as text, which the template escapes; empty where it is gone."""
    card = next((file for file in files if file.path == CARD and file.withdrawn_at is None), None)
    if card is None:
        return ""
    try:
        with release_storage().open(card.sha256) as file:
            return bytes(file.read(LONGEST_CARD)).decode("utf-8", "replace")
    except StorageError:
        return ""


def _snippets(request: MemberRequest, release: Release, files: list[ReleaseFile]) -> dict[str, str]:
    """For the default layout's file to train on, or any Parquet file where there is none."""
    paths = [file.path for file in files if file.path.endswith(".parquet") and file.withdrawn_at is None]
    if not paths:
        return {}
    path = next((path for path in paths if path.startswith(f"{DEFAULT_LAYOUT}/train-")), paths[0])
    project = request.membership.project.slug
    return snippets(settings.FLYWHEEL_PUBLIC_URL, project, release.dataset.name, release.version, path)
