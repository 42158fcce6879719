"""Asking one of a project's upstreams on behalf of a Tabby client."""

import random
import uuid
from typing import Any, Final

from flywheel.api_errors import Problem
from telemetry.clients.gateway.choose import choose
from telemetry.clients.gateway.complete import complete
from telemetry.clients.gateway.contracts import Answer, Ask, UpstreamFailed
from telemetry.clients.gateway.known import upstreams_of
from telemetry.clients.tabby.completions import is_unique

_draw: Final = random.SystemRandom().random


def ask_upstream(project_id: int, ask: Ask) -> Answer:
    """An upstream drawn by weight, under an id that is good for ever. Raises Problem: 501 without an upstream, as
    Tabby answers without a model, or what the upstream failed with.
    """
    upstreams = upstreams_of(project_id)
    if not upstreams:
        raise Problem(501, "no_upstream", "The project has no upstream to ask for completions.")
    upstream, propensity = choose(upstreams, _draw())
    try:
        said = complete(upstream, ask)
    except UpstreamFailed as error:
        raise Problem(error.status, error.code, error.detail) from error
    completion_id = said.id if upstream.kind == "tabby" and is_unique(said.id) else f"cmpl-{uuid.uuid4()}"
    return said._replace(id=completion_id, propensity=propensity)


def tabby_answer(said: Answer) -> dict[str, Any]:
    return {"id": said.id, "choices": [{"index": choice.index, "text": choice.text} for choice in said.choices]}
