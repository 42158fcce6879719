"""What people fill in: the sign-in and a new key."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils import timezone

from flywheel.projects import lockout
from flywheel.projects.models import Scope
from flywheel.projects.requests import client_address

REFUSED = "The name and password do not match, or there were too many attempts. Wait a little and try again."


class SignInForm(AuthenticationForm):
    """Every refusal reads the same: unknown name, wrong password, disabled account, locked out."""

    error_messages = {"invalid_login": REFUSED, "inactive": REFUSED}

    def clean(self) -> dict[str, Any]:
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not name or not password:  # no attempt: it must neither count nor end the counting
            return super().clean()
        attempt = lockout.begin(name, client_address(self.request) if self.request else "")
        if attempt is None:
            raise self.get_invalid_login_error()
        cleaned = super().clean()
        lockout.succeed(attempt)
        return cleaned


class KeyForm(forms.Form):
    """A new API key. `expires_at` is None where the key shall not expire."""

    LIFETIMES = (("", "Never"), ("30", "In 30 days"), ("90", "In 90 days"), ("365", "In a year"))
    SCOPES = (
        (Scope.EVENTS_WRITE, "events:write"),
        (Scope.DATASETS_READ, "datasets:read"),
        (Scope.DATASETS_WRITE, "datasets:write"),
        (Scope.REVIEW_WRITE, "review:write"),
        (Scope.ADMIN, "admin"),
    )

    name = forms.CharField(max_length=100, help_text="Who or what will use it, such as “editor plugin, team A”.")
    scopes = forms.MultipleChoiceField(
        choices=SCOPES,
        widget=forms.CheckboxSelectMultiple,
        initial=[Scope.EVENTS_WRITE],
        label="What it may do",
    )
    expires = forms.ChoiceField(choices=LIFETIMES, required=False, label="Expires")
    events_per_minute = forms.IntegerField(
        min_value=1,
        max_value=2**31 - 1,
        required=False,
        label="Events a minute",
        help_text="Empty: no limit.",
    )

    developer_id = forms.CharField(
        max_length=200,
        required=False,
        label="Developer",
        help_text="Where one person will use the key, for clients that name nobody. Only a pseudonym is kept.",
    )

    def expires_at(self) -> datetime | None:
        days = self.cleaned_data["expires"]
        return timezone.now() + timedelta(days=int(days)) if days else None
