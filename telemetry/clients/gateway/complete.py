"""One request to an upstream, and its answer: what is asked and read, for each kind of upstream."""

import time
from typing import Annotated, Any, Final
from uuid import uuid4

import msgspec

from telemetry.clients.gateway import busy, fim, wire
from telemetry.clients.gateway.contracts import Answer, Ask, Choice, ReadyUpstream, UpstreamFailed
from telemetry.ingest.bodies import mend_surrogates
from telemetry.ingest.limits import MAX_ID_LENGTH

DEFAULT_MAX_TOKENS: Final = 256
MOST_TOKENS: Final = 8192
MOST_CHOICES: Final = 16  # one is asked for
_DROPPED: Final = frozenset({"user"})  # names the developer, who is none of the upstream's business


class _Message(msgspec.Struct):
    content: str = ""


class _Choice(msgspec.Struct):
    """`text` by the completions API and Tabby; `message` by Mistral's."""

    index: Annotated[int, msgspec.Meta(ge=0, lt=2**31)] = 0
    text: str = ""
    message: _Message | None = None
    finish_reason: str | None = None


# Fills at most one slot more than the limit and skips the rest, so an endless list of nothing costs no memory.
_Slots = msgspec.defstruct(
    "_Slots",
    [(f"choice_{index}", _Choice | msgspec.UnsetType, msgspec.UNSET) for index in range(MOST_CHOICES + 1)],
    array_like=True,
)
_Reply = msgspec.defstruct("_Reply", [("choices", _Slots), ("id", str | None, None)])
_DECODER: Final[msgspec.json.Decoder[Any]] = msgspec.json.Decoder(_Reply)


def complete(upstream: ReadyUpstream, ask: Ask) -> Answer:
    """Asks the upstream, holding one of the process's places for it. Raises UpstreamFailed."""
    with busy.slot():
        return ask_upstream(upstream, ask)


def ask_upstream(upstream: ReadyUpstream, ask: Ask) -> Answer:
    """Like `complete` for a caller that holds a `busy.slot()`, such as one that asks two upstreams at once."""
    tabby = upstream.kind == "tabby"
    template = fim.template("" if tabby else upstream.fim_template)
    path, body = (fim.COMPLETIONS, _tabby(ask)) if tabby else _openai(upstream, template, ask)
    started = time.perf_counter()
    raw = wire.post(upstream, path, msgspec.json.encode(body))
    latency = (time.perf_counter() - started) * 1000
    given_id, said = _decode(raw)
    choices = [_choice(each, template, () if tabby else ask.stop) for each in said]
    return Answer(
        id=_id(given_id),
        choices=tuple(choices),
        model=upstream.shown_model,
        checkpoint=upstream.checkpoint,
        upstream=upstream.name,
        latency_ms=latency,
        params=_sampled(ask) if tabby else {**_sampled(ask), "max_tokens": body["max_tokens"]},
    )


def _sampled(ask: Ask) -> dict[str, Any]:
    asked = {"temperature": ask.temperature, "top_p": ask.top_p, "seed": ask.seed}
    return {name: value for name, value in asked.items() if value is not None}


def _tabby(ask: Ask) -> dict[str, Any]:
    """The client's own request where it was for Tabby, else one made of the same parts."""
    if ask.original is not None:
        return {name: value for name, value in ask.original.items() if name not in _DROPPED}
    body: dict[str, Any] = {"segments": {"prefix": ask.prefix, "suffix": ask.suffix}}
    optional = {"language": ask.language or None, "temperature": ask.temperature, "seed": ask.seed}
    return body | {name: value for name, value in optional.items() if value is not None}


def _openai(upstream: ReadyUpstream, template: fim.FimTemplate, ask: Ask) -> tuple[str, dict[str, Any]]:
    """The path and the body."""
    body: dict[str, Any] = {"model": upstream.model} if upstream.model else {}
    body |= fim.prompt(template, ask.prefix, ask.suffix)
    body["max_tokens"] = min(max(ask.max_tokens or DEFAULT_MAX_TOKENS, 1), MOST_TOKENS)
    body |= {template.seed_field if name == "seed" else name: value for name, value in _sampled(ask).items()}
    if stop := fim.stops(template, ask.stop):
        body["stop"] = stop
    if template.path == fim.COMPLETIONS:
        body["n"] = 1  # Mistral's API knows no such field
    return template.path, body


def _decode(raw: bytes) -> tuple[str | None, list[_Choice]]:
    """The upstream's own id, and its choices."""
    try:
        reply = _DECODER.decode(mend_surrogates(raw))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):  # the error would repeat what the upstream said
        raise UpstreamFailed("upstream_error", "The upstream's answer is not a completion.") from None
    choices = [each for each in msgspec.structs.astuple(reply.choices) if each is not msgspec.UNSET]
    if len(choices) > MOST_CHOICES:
        raise UpstreamFailed("upstream_error", f"The upstream's answer has more than {MOST_CHOICES} choices.")
    return reply.id, choices


def _choice(choice: _Choice, template: fim.FimTemplate, wanted: tuple[str, ...]) -> Choice:
    text = choice.message.content if choice.message else choice.text
    return Choice(choice.index, fim.cut(text, template, wanted), (choice.finish_reason or "")[:100])


def _id(given: str | None) -> str:
    """The upstream's own, or one made here where it gives none that can serve as an id."""
    if given and len(given) <= MAX_ID_LENGTH and given.isprintable():
        return given
    return f"cmpl-{uuid4()}"
