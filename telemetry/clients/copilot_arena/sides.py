"""Two upstreams asked at the same time, and their answers as the two sides of a pair."""

import random
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Final

from flywheel.api_errors import Problem
from telemetry.clients.copilot_arena.pairs import EDIT, Kind, Side, candidate_id, new_name
from telemetry.clients.gateway import busy, fim
from telemetry.clients.gateway.choose import choose_two
from telemetry.clients.gateway.complete import ask_upstream
from telemetry.clients.gateway.contracts import Answer, Ask, ReadyUpstream
from telemetry.clients.gateway.known import upstreams_of

_draw: Final = random.SystemRandom().random
_FENCED = re.compile(r"\s*```[^\n]*\n(.*?)\n?\s*```", re.DOTALL)


def ask_two(project_id: int, kind: Kind, ask: Ask, most_lines: int) -> tuple[str, tuple[Side, Side]]:
    """The name of a new pair, and its sides in the order they are to be shown in. Where one of the two fails there is
    no pair: raises UpstreamFailed; or Problem where there are no two to ask.
    """
    upstreams = _able(kind, upstreams_of(project_id))
    if len(upstreams) < 2:
        detail = "A pair needs two upstreams with a weight; an edit, two that are OpenAI-compatible."
        raise Problem(501, "no_pair_of_upstreams", detail)
    first, second, propensity = choose_two(upstreams, _draw(), _draw())
    with busy.slot(), ThreadPoolExecutor(2) as pool:  # both end by themselves, at their upstream's deadline
        answers = [answer._replace(propensity=propensity) for answer in pool.map(_asker(ask), (first, second))]
    name = new_name()
    one, other = (_side(candidate_id(name, index), kind, each, most_lines) for index, each in enumerate(answers))
    return name, (one, other)


def names_of_models(project_id: int) -> list[str]:
    return sorted({upstream.shown_model for upstream in upstreams_of(project_id)})


def _able(kind: Kind, upstreams: list[ReadyUpstream]) -> list[ReadyUpstream]:
    """A Tabby server only fills in, so it cannot edit; others are given the instruction as it is."""
    if kind is not EDIT:
        return upstreams
    return [_plain(upstream) for upstream in upstreams if upstream.kind == "openai"]


def _plain(upstream: ReadyUpstream) -> ReadyUpstream:
    fills_in = fim.template(upstream.fim_template).text
    return replace(upstream, fim_template="") if fills_in else upstream


def _asker(ask: Ask) -> Callable[[ReadyUpstream], Answer]:
    return lambda upstream: ask_upstream(upstream, ask)


def _side(candidate: str, kind: Kind, answer: Answer, most_lines: int) -> Side:
    """An upstream with nothing to say gives an empty side, which the client knows how to show."""
    raw = answer.choices[0].text if answer.choices else ""
    return Side(candidate, _code(raw) if kind is EDIT else "\n".join(raw.split("\n")[:most_lines]), raw, answer)


def _code(text: str) -> str:
    """What is between fences, for models that begin with one all the same."""
    fenced = _FENCED.match(text)
    return fenced[1] if fenced else text
