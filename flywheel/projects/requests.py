"""The request a project page gets: signed in, with the membership `project_page` found."""

from django.http import HttpRequest

from flywheel.projects.models import Membership


class MemberRequest(HttpRequest):
    """For annotations: Django's request with what `flywheel.projects.access.project_page` adds."""

    membership: Membership
