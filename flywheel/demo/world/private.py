"""What is personal: invented addresses, numbers and homes of people."""

import random

from flywheel.demo.world.plants import FIRST, LAST, MAIL, Plant, draw


def personal(rng: random.Random) -> Plant:
    return rng.choice((_mail, _mail, _phone, home, home, _address, _author))(rng)


def _mail(rng: random.Random) -> Plant:
    value = f"{rng.choice(FIRST)}.{rng.choice(LAST)}{rng.choice(('', str(rng.randint(1, 99))))}@{rng.choice(MAIL)}"
    return Plant("personal", (value,), rng.choice((f"# Ask {value} before changing this.", f'OWNER = "{value}"')))


def _phone(rng: random.Random) -> Plant:
    digits = draw(rng, "23456789", 10)
    value = rng.choice(
        (
            f"+49 {digits[:3]} {digits[3:10]}",
            f"+1-{digits[:3]}-{digits[3:6]}-{digits[6:]}",
            f"({digits[:3]}) {digits[3:6]}-{digits[6:]}",
            f"+44 20 {digits[:4]} {digits[4:8]}",
            f"+41{digits[:9]}",
            f"0{digits[:3]}/{digits[3:10]}",
        )
    )
    return Plant("personal", (value,), rng.choice((f"# On call: {value}", f'SUPPORT_PHONE = "{value}"')))


def home(rng: random.Random) -> Plant:
    """A path into somebody's home; the value ends with the person's name."""
    name = f"{rng.choice(FIRST)[0]}{rng.choice(LAST)}{rng.randint(1, 999)}"
    root = rng.choice(("/home/", "/Users/", "C:\\Users\\"))
    separator = "\\" if "\\" in root else "/"
    return Plant("personal", (root + name,), f'CACHE = r"{root}{name}{separator}work{separator}cache"')


def _author(rng: random.Random) -> Plant:
    first, last = rng.choice(FIRST), rng.choice(LAST)
    value = f"{first[0]}{last}{rng.randint(1, 99)}@{rng.choice(MAIL)}"
    return Plant("personal", (value,), f"# Signed-off-by: {first.title()} {last.title()} <{value}>")


def _address(rng: random.Random) -> Plant:
    first = rng.choice([part for part in range(11, 200) if part not in {100, 127, 169, 172, 192, 198}])
    value = f"{first}.{rng.randint(1, 254)}.{rng.randint(1, 254)}.{rng.randint(1, 254)}"
    return Plant("personal", (value,), f'HOST = "{value}"')
