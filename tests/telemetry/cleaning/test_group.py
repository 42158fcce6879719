"""Which interactions asked the same."""

import pytest

from telemetry.cleaning.group import group_id
from telemetry.contracts import Interaction, Message, Prompt


def group(uid: str, prompt: Prompt | None, surface: str = "completion") -> str:
    return group_id(Interaction(uid=uid * 32, interaction_id=uid, surface=surface, prompt=prompt))


def test_the_same_prompt_is_one_group() -> None:
    prompt = Prompt(prefix="def f():\n", suffix="")
    assert group("a", prompt) == group("b", prompt)
    assert group("a", prompt) != group("a", prompt, surface="chat")
    assert group("a", prompt) != group("a", Prompt(prefix="def f():\n", suffix="\n"))
    assert group("a", Prompt(messages=(Message("user", "x"),))) == group("b", Prompt(messages=(Message("user", "x"),)))


@pytest.mark.parametrize(
    "prompt", [None, Prompt(), Prompt(prefix="", suffix="\n"), Prompt(messages=(Message("user", " "),))]
)
def test_an_empty_buffer_is_another_one_each_time(prompt: Prompt | None) -> None:
    assert group("a", prompt) != group("b", prompt)
    assert group("a", prompt) == group("a", prompt)
