"""A new dataset and a new release, as people fill them in."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from exports.releases import recipe
from exports.releases.recipe import Recipe, RecipeError
from exports.releases.versions import BUMPS

_NAME = RegexValidator(r"^[a-z0-9][a-z0-9._-]*$", "Lower-case letters, digits, dots, hyphens and underscores.")
_BUMPS = {
    "auto": "Automatic: by what changed",
    "major": "Major: rows changed or went",
    "minor": "Minor: rows were added",
    "patch": "Patch: the same rows",
}


class DatasetForm(forms.Form):
    """A name and the recipe's fields. As they come they take every record but pairs that are not sure."""

    name = forms.CharField(max_length=96, validators=[_NAME], help_text="Such as “completions” or “python-pairs”.")
    kinds = forms.MultipleChoiceField(
        choices=[(kind, kind) for kind in recipe.KINDS],
        initial=recipe.KINDS,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.CharField(required=False, max_length=2000, help_text="Comma separated. Empty: all.")
    rules = forms.CharField(required=False, max_length=2000, help_text="Comma separated. Empty: all.")
    tiers = forms.CharField(required=False, max_length=2000, help_text="Comma separated. Empty: all.")
    pair_tiers = forms.CharField(
        required=False,
        max_length=2000,
        initial=", ".join(recipe.Recipe().pair_tiers),
        help_text="Of pairs alone. Standard: the surest of its prompt. Empty: all.",
    )
    min_confidence = forms.FloatField(min_value=0, max_value=1, initial=0, label="Confidence from")
    validation = forms.FloatField(min_value=0, max_value=0.5, initial=0.05, label="Share for validation")
    test = forms.FloatField(min_value=0, max_value=0.4, initial=0.05, label="Share for test")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                cleaned["recipe"] = self._recipe(cleaned)
            except RecipeError as error:
                self.add_error(None, str(error))
        return cleaned

    def _recipe(self, cleaned: dict[str, Any]) -> Recipe:
        validation, test = cleaned["validation"], cleaned["test"]
        return recipe.from_dict(
            {
                "kinds": cleaned["kinds"],
                "languages": _words(cleaned["languages"]),
                "rules": _words(cleaned["rules"]),
                "tiers": _words(cleaned["tiers"]),
                "pair_tiers": _words(cleaned["pair_tiers"]),
                "min_confidence": cleaned["min_confidence"],
                "splits": {"train": round(1 - validation - test, 9), "validation": validation, "test": test},
            }
        )


class BuildForm(forms.Form):
    bump = forms.ChoiceField(choices=[(bump, _BUMPS[bump]) for bump in BUMPS], initial="auto", label="Version step")
    notes = forms.CharField(required=False, max_length=2000, help_text="What is new, for those who will train on it.")


def _words(text: str) -> list[str]:
    return [word for part in text.split(",") if (word := part.strip())]
