"""What is hidden in a world: a value in the shape that real ones have, and a line of Python that holds it."""

import random
import string
from typing import NamedTuple

ALNUM = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
BASE64 = ALNUM + "+/"
FIRST = (
    "anna",
    "bjorn",
    "chen",
    "divya",
    "elena",
    "farid",
    "greta",
    "hiro",
    "ines",
    "jonas",
    "kofi",
    "lucia",
)
LAST = ("schmidt", "okafor", "tanaka", "novak", "garcia", "lindqvist", "moreau", "patel", "rossi", "weber", "kowalski")
MAIL = ("siemens-energy.de", "posteo.net", "gmail.com", "northwind-traders.com", "proton.me", "uni-leipzig.de")
WORDS = ("copper", "lantern", "Tundra", "magnet", "Quartz", "violet", "Badger", "saffron", "Harbor", "cobalt")


class Plant(NamedTuple):
    """`kind` as the truth names it (secret, personal, lookalike); `values` are the strings to look for;
    `line` is one line of Python, or a few, that holds them."""

    kind: str
    values: tuple[str, ...]
    line: str


def draw(rng: random.Random, alphabet: str, length: int) -> str:
    return "".join(rng.choices(alphabet, k=length))
