import pytest

from exports.releases import recipe
from exports.releases.recipe import Recipe, RecipeError


def test_the_fingerprint_of_the_default_recipe_is_pinned() -> None:
    """Another value would make every dataset's next release a major one."""
    assert Recipe().fingerprint() == "1b95a125b5b5ab30995874f1cf2888be768ca9af10c4d8e6fdf909455a205815"


def test_order_and_repeats_in_lists_do_not_matter() -> None:
    one = recipe.from_json('{"languages": ["python", "go"]}')
    assert one.fingerprint() == recipe.from_toml('languages = ["go", "python", "go"]').fingerprint()
    assert one.fingerprint() != Recipe().fingerprint()


def test_a_stored_recipe_reads_back_as_itself() -> None:
    one = Recipe(kinds=("pair",), rules=("outcome",), min_confidence=0.5)
    assert recipe.from_dict(one.as_dict()) == one


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"min_confidenc": 0.5}', "min_confidenc"),
        ('{"splits": {"train": 0.9, "dev": 0.1}}', "dev"),
        ('{"splits": {"train": 0.9}, "kinds": ["pairs"]}', "kinds"),
        ('{"splits": {"train": 0.8}}', "add up to 1"),
        ('{"min_confidence": "high"}', "min_confidence"),
        ('{"min_confidence": 1.5}', "min_confidence"),
        ('{"thumbs_share": 0.5}', "thumbs_share"),
        ('{"kinds": []}', "at least one"),
        ('{"rules": ["a\\u0000b"]}', "rules"),
        ('{"rules": ["\\ud800"]}', "not"),
        ("[]", "object"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_what_is_wrong_is_said(text: str, message: str) -> None:
    with pytest.raises(RecipeError, match=message):
        recipe.from_json(text)


def test_toml_that_is_none_is_refused() -> None:
    with pytest.raises(RecipeError, match="not TOML"):
        recipe.from_toml("min_confidence = ")
