"""WCAG 2.2 contrast of every pair of colours the style sheets put on one another, in both themes."""

import re

import pytest
from django.conf import settings
from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES

from exports.review.code_style import DARK, LIGHT

TEXT, PART = 4.5, 3.0  # success criteria 1.4.3 and 1.4.11
CODE_GROUNDS = ("surface", "good-soft", "bad-soft", "good-strong", "bad-strong")
TEXT_PAIRS = [
    *(("ink", ground) for ground in ("ground", "surface", "sunken", "hover", "accent-soft", *CODE_GROUNDS)),
    *(("ink", ground) for ground in ("warn-soft",)),
    *(("ink-soft", ground) for ground in ("ground", "surface", "sunken", "hover", "accent-soft")),
    *(("accent", ground) for ground in ("ground", "surface", "sunken", "hover", "accent-soft")),
    *(("accent", ground) for ground in ("good-soft", "bad-soft", "warn-soft")),
    *(("accent-hover", ground) for ground in ("ground", "surface", "sunken", "hover", "accent-soft")),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    *((state, f"{state}-soft") for state in ("good", "bad", "warn")),
    *((state, "surface") for state in ("good", "bad", "warn")),
]
PART_PAIRS = [
    *(("accent", ground) for ground in ("ground", "surface", "sunken")),  # focus, sparkline
    *(("line-strong", ground) for ground in ("ground", "surface")),  # fields and buttons
    *((kind, ground) for kind in ("pair", "unpaired", "reward") for ground in ("surface", "sunken")),
    *(("stream", ground) for ground in ("surface", "sunken")),
]
_VARIABLE = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")


def palette(theme: int) -> dict[str, str]:
    """Colour by variable; theme 0 is light, 1 is dark."""
    sheet = (settings.BASE_DIR / "templates" / "static" / "base.css").read_text()
    return {name: colours[theme] for name, *colours in _VARIABLE.findall(sheet)}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it, of `#rrggbb`."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_is_the_one_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT_PAIRS, TEXT), (PART_PAIRS, PART)], ids=["text", "parts"])
def test_what_is_read_or_operated_stands_out(theme: int, pairs: list[tuple[str, str]], least: float) -> None:
    colours = palette(theme)
    found = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in found.items() if ratio < least} == {}


@pytest.mark.parametrize(("theme", "style"), [(0, LIGHT), (1, DARK)], ids=["light", "dark"])
def test_code_can_be_read_on_every_ground_of_a_diff(theme: int, style: str) -> None:
    colours, tokens = palette(theme), get_style_by_name(style)
    inks = {f"#{ink}" for token in STANDARD_TYPES if (ink := tokens.style_for_token(token)["color"])}
    found = {(ink, ground): round(contrast(ink, colours[ground]), 2) for ink in inks for ground in CODE_GROUNDS}
    assert {pair: ratio for pair, ratio in found.items() if ratio < TEXT} == {}
