"""Sign-in, the list of projects, and the keys page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from flywheel.projects import keys as api_keys
from flywheel.projects.access import project_page
from flywheel.projects.forms import KeyForm, SignInForm
from flywheel.projects.models import ApiKey, Membership, Role
from flywheel.projects.requests import MemberRequest

sign_in = LoginView.as_view(
    template_name="projects/sign_in.html", authentication_form=SignInForm, redirect_authenticated_user=True
)
sign_out = LogoutView.as_view(http_method_names=["post"])


@require_GET
@never_cache
def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """Sends people who open the administration to the one sign-in; whoever is signed in already may not go there."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next", "/admin/"))


@require_GET
@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The person's projects; whoever has just one goes straight to it."""
    rows = list(
        Membership.objects.filter(user_id=str(request.user.pk)).select_related("project").order_by("project__slug")
    )
    if len(rows) == 1 and "all" not in request.GET:
        return redirect("overview", rows[0].project.slug)
    return render(request, "projects/home.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@project_page(Role.OWNER)
def keys(request: MemberRequest) -> HttpResponse:
    """Lists keys and makes one. The token is in the answer to the POST alone, so there is no redirect."""
    form = KeyForm(request.POST or None)
    made = _make(request, form) if request.method == "POST" and form.is_valid() else None
    context = {
        "form": KeyForm() if made else form,
        "made": made,
        "rows": request.membership.project.api_keys.order_by("-pk"),
    }
    return render(request, "projects/keys.html", context)


@require_POST
@project_page(Role.OWNER)
def revoke_key(request: MemberRequest, key_id: int) -> HttpResponse:
    row = get_object_or_404(ApiKey, project=request.membership.project, pk=key_id)
    api_keys.revoke(row)
    messages.success(request, f"{row} is revoked. Programs that use it are refused from now on.")
    return redirect("keys", request.membership.project.slug)


def _make(request: MemberRequest, form: KeyForm) -> api_keys.MadeKey:
    wanted = form.cleaned_data
    return api_keys.make(
        request.membership.project,
        wanted["scopes"],
        name=wanted["name"],
        expires_at=form.expires_at(),
        events_per_minute=wanted["events_per_minute"],
        developer_id=wanted["developer_id"],
    )
