"""Prompts as training sees them.

A completion becomes one user message in this plain form, the same for every row:

    Fill in the code at <CURSOR>.

    {prefix}<CURSOR>{suffix}

Everything after the first blank line is the file as it stood, with the marker where the text was wanted.
Where the file itself holds the marker, `<CURSOR-2>`, `<CURSOR-3>`, … is used instead and named in the first
line, so prefix and suffix can always be read back (`parse_completion`).
"""

from itertools import count

from telemetry.contracts import Message, Prompt

_HEAD = "Fill in the code at {marker}.\n\n"


def messages_of(prompt: Prompt | None) -> tuple[Message, ...]:
    """The prompt as messages; () where there is none or its text is not stored."""
    if prompt is None:
        return ()
    if prompt.messages:
        return prompt.messages
    if prompt.instruction is not None:
        parts = [part for part in (prompt.instruction, prompt.context) if part]
        return _user("\n\n".join(parts))
    if prompt.prefix is None and prompt.suffix is None:
        return ()
    return _user(completion_prompt(prompt.prefix or "", prompt.suffix or ""))


def _user(content: str) -> tuple[Message, ...]:
    return (Message(role="user", content=content),) if content.strip() else ()


def completion_prompt(prefix: str, suffix: str) -> str:
    marker = _marker_for(prefix + "\n" + suffix)
    return _HEAD.format(marker=marker) + prefix + marker + suffix


def _marker_for(text: str) -> str:
    names = (f"<CURSOR-{number}>" if number > 1 else "<CURSOR>" for number in count(1))
    return next(name for name in names if name not in text)


def parse_completion(content: str) -> tuple[str, str]:
    """(prefix, suffix) of a completion prompt. Raises ValueError where the text is not one."""
    head, blank, body = content.partition("\n\n")
    marker = head.removeprefix("Fill in the code at ").removesuffix(".")
    if not blank or head != _HEAD.format(marker=marker).rstrip("\n") or marker not in body:
        raise ValueError("not a completion prompt")
    prefix, _, suffix = body.partition(marker)
    return prefix, suffix
