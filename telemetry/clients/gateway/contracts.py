"""What passes between a client's surface and the upstream servers that answer for it."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec


@dataclass(frozen=True, slots=True)
class ReadyUpstream:
    """An upstream with its key decrypted. `kind` is tabby or openai; `url` has neither /v1 nor a slash at its end."""

    id: int
    project_id: int
    name: str
    kind: str
    url: str
    model: str = ""
    checkpoint: str = ""
    fim_template: str = ""
    key: str = field(default="", repr=False)
    weight: int = 1
    timeout_s: float = 10.0
    allow_internal: bool = False

    @property
    def shown_model(self) -> str:
        """What its candidates are recorded under: a Tabby server is not asked for a model by name."""
        return self.model or self.name


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
