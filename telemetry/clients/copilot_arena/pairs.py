"""A pair: two answers to one request, their sides, and the names under which all posts about them meet."""

import re
import uuid
from typing import Final, NamedTuple

from telemetry.clients.gateway.contracts import Answer
from telemetry.clients.mapping import derived_name

CLIENT: Final = "copilot-arena"
_OURS = re.compile(r"([0-9a-f]{32})-[01]")


class Kind(NamedTuple):
    """The two kinds of pairs, and what the client calls their parts."""

    surface: str
    items: str
    id: str
    other_id: str
    text: str


COMPLETION: Final = Kind("completion", "completionItems", "completionId", "pairCompletionId", "completion")
EDIT: Final = Kind("inline_edit", "responseItems", "responseId", "pairResponseId", "response")


class Side(NamedTuple):
    """One answer as the person sees it: `text` is what is left of the upstream's `raw` one."""

    candidate_id: str
    text: str
    raw: str
    answer: Answer


class PairRequest(NamedTuple):
    """What the client asked for, checked. `prompt` has the keys of the native event's."""

    kind: Kind
    pair_id: str
    user: str
    level: str
    prompt: dict[str, str]
    language: str = ""


class Pair(NamedTuple):
    """A request answered; `sides` are in the order they are shown in. Times are microseconds since 1970."""

    request: PairRequest
    name: str
    sides: tuple[Side, Side]
    asked_us: int
    answered_us: int


def new_name() -> str:
    return uuid.uuid4().hex


def candidate_id(name: str, index: int) -> str:
    """Tells its pair, because the client's cache forgets everything else that would."""
    return f"{name}-{index}"


def interaction_of(*candidates: str) -> str:
    """From one of our candidates alone; of other servers' from both. Never from the client's pair id: for what it shows
    from its cache it makes a new one, and it may put answers to different requests beside each other.
    """
    ours = {match[1] if (match := _OURS.fullmatch(candidate)) else "" for candidate in candidates}
    if len(ours) == 1 and ours != {""}:
        return derived_name(CLIENT, *ours)
    return derived_name(CLIENT, *sorted(candidates))


def edit_context(code: str, prefix: str, suffix: str) -> str:
    """What an edit is asked for with, in the words the models get it in."""
    return f"Code to rewrite:\n{code}\n\nThe file before it:\n{prefix}\n\nThe file after it:\n{suffix}"
