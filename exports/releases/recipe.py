"""A recipe: which records a dataset's releases hold, and how they are split. Pure values, no Django."""

import hashlib
import tomllib
from typing import Annotated, Any, Literal

import msgspec

Kind = Literal["pair", "unpaired", "reward"]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]

KINDS: tuple[Kind, ...] = ("pair", "unpaired", "reward")
BUCKETS = 10_000  # a record's split bucket is 0–9999


class RecipeError(ValueError):
    """The recipe cannot be used. The message says which key is wrong and how."""


class Splits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The share of each split; they add up to 1. A share of 0 leaves the split out."""

    train: Share = 0.9
    validation: Share = 0.05
    test: Share = 0.05

    def __post_init__(self) -> None:
        if abs(self.train + self.validation + self.test - 1) > 1e-9:
            raise ValueError("the shares of train, validation and test must add up to 1")


class Recipe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a release selects. An empty list means no restriction.

    `models` keeps a record where any of its completions came from one of them. `pair_tiers` and `min_margin` concern
    pairs: preference trainers read no confidence and follow every pair alike, so the default takes the surest pair of
    each prompt and what is sure besides. Labels and rewards are for trainers that weigh them.
    `thumbs_share` is the largest part of a release that may rest on thumbs alone: 0.2, because ratings
    weakened the primary reward where they were given more room.
    """

    kinds: tuple[Kind, ...] = KINDS
    rules: tuple[Name, ...] = ()
    tiers: tuple[Name, ...] = ()
    pair_tiers: tuple[Name, ...] = ("high", "standard")
    languages: tuple[Name, ...] = ()
    models: tuple[Name, ...] = ()
    min_confidence: Share = 0.0
    min_margin: Share = 0.0
    thumbs_share: Annotated[float, msgspec.Meta(ge=0, le=0.2)] = 0.2
    splits: Splits = Splits()

    def __post_init__(self) -> None:
        if not self.kinds:
            raise ValueError("kinds must name at least one of pair, unpaired, reward")

    def as_dict(self) -> dict[str, Any]:
        """Every key with its value, lists in sorted order without repeats, ready for JSON."""
        fields: dict[str, Any] = msgspec.to_builtins(self)
        return {key: sorted(set(value)) if isinstance(value, list | tuple) else value for key, value in fields.items()}

    def fingerprint(self) -> str:
        """SHA-256 of the canonical JSON: equal for recipes that select and split the same way."""
        return hashlib.sha256(msgspec.json.encode(self.as_dict(), order="sorted")).hexdigest()


def from_dict(value: object) -> Recipe:
    """Raises RecipeError on an unknown key, a wrong type or a value out of range."""
    try:
        recipe = msgspec.convert(value, Recipe)
        recipe.fingerprint()  # a text that cannot be encoded cannot be stored or compared either
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        raise RecipeError(f"The recipe is not valid: {error}") from error
    return recipe


def from_json(text: str) -> Recipe:
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise RecipeError(f"The recipe is not JSON: {error}") from error
    return from_dict(value)


def from_toml(text: str) -> Recipe:
    try:
        value = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise RecipeError(f"The recipe is not TOML: {error}") from error
    return from_dict(value)
