"""What passes between a client's surface and the upstream servers that answer for it."""

from typing import Any, NamedTuple

import msgspec


class Ask(NamedTuple):
    """One request for code. `original` is the client's own request, for upstreams of the same kind."""

    prefix: str
    suffix: str = ""
    language: str = ""
    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    seed: int | None = None
    stop: tuple[str, ...] = ()
    original: dict[str, Any] | None = None


class Choice(msgspec.Struct, frozen=True):  # a named tuple has a method `index`
    """One text of an answer, under the index the upstream gave it."""

    index: int
    text: str
    finish_reason: str = ""


class Answer(NamedTuple):
    """What an upstream said. `id` is its own; `latency_ms` is from request to whole answer."""

    id: str
    choices: tuple[Choice, ...]
    model: str
    checkpoint: str
    upstream: str  # its name in the project
    latency_ms: float
    params: dict[str, Any]
    propensity: float = 1.0  # the probability with which this upstream was chosen


class UpstreamFailed(Exception):  # noqa: N818 - named for what happened
    """`code` is stable: upstream_unreachable, upstream_timeout, upstream_refused, upstream_error, upstream_forbidden
    (the address is not allowed), upstream_busy. Never repeats what the upstream said, nor its key."""

    def __init__(self, code: str, detail: str, status: int = 502) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.status = status
