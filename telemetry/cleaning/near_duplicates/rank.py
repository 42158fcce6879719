"""Which of the interactions that share a band stays: the first by (prompt, person), then by uid."""

from telemetry.cleaning.near_duplicates.hashing import hash_text

_HALF = 32  # bits; two prompts that agree in them pass for one, and then nothing is dropped
_SIGN = 1 << 63


def rank(group_id: str, developer: str) -> int:
    """A signed 64-bit number: the prompt's hash above, the person's below."""
    person = hash_text(developer) & ((1 << _HALF) - 1)
    return (int(group_id[:8], 16) << _HALF | person) - _SIGN


def prompt_of(rank: int) -> int:
    """The prompt's part of a rank: interactions of one prompt compete with each other only within one person's."""
    return rank >> _HALF


def ranks_of(prompt: int) -> tuple[int, int]:
    """The lowest and the highest rank of a prompt."""
    return prompt << _HALF, (prompt << _HALF) + (1 << _HALF) - 1
