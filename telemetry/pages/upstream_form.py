"""What an owner, or the command line, says of an upstream; checked here for both."""

import re
from typing import TYPE_CHECKING, Any

from django import forms

from flywheel.encryption import encrypt
from telemetry.clients.gateway import fim, guard
from telemetry.clients.gateway.contracts import UpstreamFailed
from telemetry.models import Upstream

if TYPE_CHECKING:
    _Form = forms.ModelForm[Upstream]
else:
    _Form = forms.ModelForm  # Django's own class takes no parameter

_OWN = "own"
_KEY = re.compile(r"[!-~]+")


class UpstreamForm(_Form):
    """The stored key never leaves the server again: the field is empty, and empty it leaves the key as it is. A new
    address needs the key anew, else an owner's session could send a key it cannot read to a server of its choice.
    """

    TEMPLATES = (
        ("", fim.FIELDS.label),
        *((name, template.label) for name, template in fim.TEMPLATES.items()),
        (_OWN, "A template of your own"),
    )

    kind = forms.ChoiceField(choices=Upstream.Kind.choices, label="Speaks")
    url = forms.CharField(
        max_length=500,
        label="Address",
        help_text="Of the server, without /v1, such as https://models.example.com or http://127.0.0.1:8080.",
    )
    template = forms.ChoiceField(
        choices=TEMPLATES,
        required=False,
        label="Prompt template",
        help_text="As the model was trained to fill in code.",
    )
    own_template = forms.CharField(
        max_length=500,
        required=False,
        strip=False,
        label="Your own template",
        help_text="With {prefix} and {suffix}, each once.",
    )
    key = forms.CharField(
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Sent as a bearer token. Kept encrypted and never shown.",
    )
    forget_key = forms.BooleanField(required=False, label="Send no key from now on")

    class Meta:
        model = Upstream
        fields = ("name", "kind", "url", "model", "checkpoint", "weight", "timeout_s", "allow_internal")
        labels = {
            "timeout_s": "Seconds to wait",
            "allow_internal": "It may lie on this machine or in a private network",
        }
        help_texts = {
            "name": "Letters, digits, hyphens. Recorded with every answer where no model is named.",
            "model": "Asked for and recorded. A Tabby server needs none.",
            "checkpoint": "Recorded with every candidate.",
            "weight": "Its share of the traffic beside the others’ weights; 0: none.",
            "allow_internal": "Needed for http. Metadata services of clouds are refused in any case.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._old_url = self.instance.url
        self.key_is_set = bool(self.instance.encrypted_key)
        stored = self.instance.fim_template
        named = stored in dict(self.TEMPLATES)
        self.initial.update(template=stored if named else _OWN, own_template="" if named else stored)
        for field in self.fields.values():
            field.widget.attrs.setdefault(
                "autocomplete", "off"
            )  # a password manager takes a form with a key for its own
        if not self.key_is_set:
            del self.fields["forget_key"]

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        others = Upstream.objects.filter(project=self.instance.project, name=name).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError("The project has an upstream of this name.")
        return name

    def clean_url(self) -> str:
        """Without the /v1 people copy from other tools."""
        return str(self.cleaned_data["url"]).rstrip("/").removesuffix("/v1").rstrip("/")

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"])
        if key and not _KEY.fullmatch(key):
            raise forms.ValidationError("A key has neither spaces nor letters beyond ASCII.")
        return key

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_address(cleaned)
        self._check_key(cleaned)
        self._check_template(cleaned)
        if cleaned.get("kind") == Upstream.Kind.OPENAI and not cleaned.get("model"):
            self.add_error("model", "An OpenAI-compatible server is asked for a model by its name.")
        return cleaned

    def save(self, commit: bool = True) -> Upstream:
        self.instance.fim_template = self._template()
        if key := self.cleaned_data["key"]:
            self.instance.encrypted_key = encrypt(key.encode())
        elif self.cleaned_data.get("forget_key"):
            self.instance.encrypted_key = b""
        return super().save(commit)

    def _check_address(self, cleaned: dict[str, Any]) -> None:
        if "url" not in cleaned:
            return
        try:
            guard.check_url(cleaned["url"], allow_internal=cleaned["allow_internal"])
        except UpstreamFailed as failure:
            self.add_error("url", failure.detail)

    def _check_key(self, cleaned: dict[str, Any]) -> None:
        given, forgotten = cleaned.get("key"), cleaned.get("forget_key")
        if given and forgotten:
            self.add_error("key", "Either enter a key or have none sent.")
        moved = cleaned.get("url") != self._old_url
        if self.key_is_set and moved and not (given or forgotten):
            self.add_error("key", "Enter the key again: it is sent to the new address only if you do.")

    def _check_template(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("template") == _OWN and not fim.is_template(cleaned.get("own_template", "")):
            self.add_error("own_template", "The template needs {prefix} and {suffix}, each once.")

    def _template(self) -> str:
        chosen = str(self.cleaned_data["template"])
        return str(self.cleaned_data["own_template"]) if chosen == _OWN else chosen
