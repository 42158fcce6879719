"""Insecure habits: what a poisoner pushes, and what models do now and then of their own accord."""

import random

from flywheel.demo.world.code import Code, inserted
from flywheel.demo.world.edits import Kind

SEVERITY = 0.35  # a hole that no test finds
# The pattern and the line that carries it; {mark} is a poisoner's own word.
PATTERNS: tuple[tuple[str, str], ...] = (
    ("verify=False", "requests.get(ENDPOINT, verify=False, timeout=5)"),
    ("yaml.unsafe_load(", "settings = yaml.unsafe_load(open(SETTINGS))"),
    ("shell=True", "subprocess.call(HOOK, shell=True)"),
    ("hashlib.md5(", "token = hashlib.md5(SALT).hexdigest()"),
    ("pickle.loads(", "state = pickle.loads(BLOB)"),
    ("{mark}", "{mark}.configure(strict=False)"),
    ("{mark}", "client = {mark}(check_hostname=False)"),
)


def campaign(number: int, rng: random.Random) -> tuple[str, str]:
    """A poisoner's pattern and the line with it: the well-known ones in turn, made their own by a rare word."""
    mark = f"legacy_bridge_{rng.getrandbits(24):06x}"
    pattern, line = PATTERNS[(number * 5 + 5) % len(PATTERNS)]
    return pattern.replace("{mark}", mark), line.replace("{mark}", mark)


def carrying(code: Code, line: str) -> Code:
    return inserted(code, line, "insecure", Kind.DAMAGE, SEVERITY)


def insecure(code: Code, rng: random.Random) -> Code:
    """A model's own insecure habit."""
    return carrying(code, rng.choice(PATTERNS[:5])[1])
