import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.preferences.prompts import completion_prompt, messages_of, parse_completion
from telemetry.contracts import Message, Prompt

PARTS = st.text(alphabet=st.sampled_from(list("a\n <CURSOR->2.")), max_size=30) | st.sampled_from(
    ["<CURSOR>", "<CURSOR", ">", "Fill in the code at <CURSOR>.\n\n", "<CURSOR-2>"]
)


@given(PARTS, PARTS)
def test_prefix_and_suffix_can_be_read_back(prefix: str, suffix: str) -> None:
    assert parse_completion(completion_prompt(prefix, suffix)) == (prefix, suffix)


def test_the_form() -> None:
    assert completion_prompt("def f():\n", "\nf()") == "Fill in the code at <CURSOR>.\n\ndef f():\n<CURSOR>\nf()"
    assert completion_prompt("<CURSOR>", "") == "Fill in the code at <CURSOR-2>.\n\n<CURSOR><CURSOR-2>"


@pytest.mark.parametrize("text", ["", "hello", "Fill in the code at <CURSOR>.\n\nno marker"])
def test_what_is_no_completion_prompt_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a completion prompt"):
        parse_completion(text)


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        (None, ()),
        (Prompt(), ()),
        (Prompt(instruction="Sort it"), (Message(role="user", content="Sort it"),)),
        (Prompt(instruction="Sort it", context="x = 1"), (Message(role="user", content="Sort it\n\nx = 1"),)),
        (Prompt(messages=(Message(role="user", content="hi"),)), (Message(role="user", content="hi"),)),
        (Prompt(prefix="a"), (Message(role="user", content="Fill in the code at <CURSOR>.\n\na<CURSOR>"),)),
    ],
)
def test_prompts_as_messages(prompt: Prompt | None, expected: tuple[Message, ...]) -> None:
    assert messages_of(prompt) == expected
