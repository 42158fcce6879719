"""Copilot Arena's server surface. Views authenticate, call one thing and answer as that client's own server does."""

import logging
from typing import Any, Final

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from flywheel.api_errors import Problem
from telemetry.clients.base import body_of, now_us, sender
from telemetry.clients.copilot_arena import fields, mapper, requests
from telemetry.clients.copilot_arena.answers import pair_answer
from telemetry.clients.copilot_arena.authentication import PathKeyAuthentication
from telemetry.clients.copilot_arena.pairs import CLIENT, COMPLETION, EDIT, Kind, Pair, PairRequest
from telemetry.clients.copilot_arena.privacy import name
from telemetry.clients.copilot_arena.sides import ask_two, names_of_models
from telemetry.clients.copilot_arena.votes import vote_count
from telemetry.clients.gateway.contracts import Ask, UpstreamFailed
from telemetry.clients.mapping import INVALID_RECORD, Document, Mapped, Unmappable
from telemetry.clients.outage.keep import store_or_keep
from telemetry.clients.outage.views import PatientClientView
from telemetry.clients.reading import read_object
from telemetry.ingest.base import key_of
from telemetry.ingest.bodies import Client
from telemetry.ingest.views import answer

_TEST_MODEL: Final = "test"  # what the client's own tests post; their votes are nobody's
log = logging.getLogger(__name__)


class ArenaView(PatientClientView):
    """Takes no part in the OpenAPI document: the surface is Copilot Arena's, and its address holds a key."""

    schema = None
    authentication_classes = (PathKeyAuthentication,)

    def handle_exception(self, exc: Exception) -> Response:
        return super().handle_exception(_as_problem(exc))

    def record(self, request: Request, version: object, mapped: Mapped) -> None:
        store_or_keep(sender(request), CLIENT, Client(CLIENT, name(version) or ""), mapped)


class PairView(ArenaView):
    """The recording gateway. Who asked gets the pair whatever becomes of the record."""

    def make(self, request: Request, asked: PairRequest, ask: Ask, most_lines: int) -> Pair:
        asked_us = now_us()
        pair_name, sides = ask_two(key_of(request).project_id, asked.kind, ask, most_lines)
        pair = Pair(asked, pair_name, sides, asked_us, now_us())
        try:
            self.record(request, "", mapper.created(pair))
        except Exception as error:
            log.error("a pair was answered but not recorded: %s", type(error).__name__)
        return pair


class CreatePairView(PairView):
    def post(self, request: Request, key: str) -> HttpResponse:
        document = document_of(request)
        asked = requests.read_completion(document)
        ask = requests.completion_ask(asked, document)
        return answer(pair_answer(self.make(request, asked, ask, requests.most_lines(document)), document))


class CreateEditPairView(PairView):
    def post(self, request: Request, key: str) -> HttpResponse:
        document = document_of(request)
        asked = requests.read_edit(document)
        return answer(pair_answer(self.make(request, asked, requests.edit_ask(asked), requests.MOST_LINES), document))


class ShownView(ArenaView):
    def put(self, request: Request, key: str) -> HttpResponse:
        document = document_of(request)
        mapped = mapper.shown(document, now_us())
        return self.stored(request, document, mapped, document["model"])

    def stored(self, request: Request, document: Document, mapped: Mapped, model: object) -> HttpResponse:
        if model == _TEST_MODEL:
            return answer({"status": "success"})
        self.record(request, document["version"], mapped)
        return answer(None)


class SingleOutcomeView(ShownView):
    def put(self, request: Request, key: str) -> HttpResponse:
        document = document_of(request)
        return self.stored(request, document, mapper.accepted(document, now_us()), document["model"])


class OutcomeView(ShownView):
    kind: Kind = COMPLETION

    def put(self, request: Request, key: str) -> HttpResponse:
        document = document_of(request)
        mapped = mapper.compared(self.kind, document, now_us())
        return self.stored(request, document, mapped, document[self.kind.items][0]["model"])


class EditOutcomeView(OutcomeView):
    kind = EDIT


class VoteCountView(ArenaView):
    def post(self, request: Request, key: str) -> HttpResponse:
        count = vote_count(key_of(request).project, fields.user(document_of(request)))
        return answer({"voteCount": count})


class ScoresView(ArenaView):
    """No scores: nothing here rates models. The client shows an empty ranking."""

    def post(self, request: Request, key: str) -> HttpResponse:
        fields.user(document_of(request))
        return answer([])


class ModelsView(ArenaView):
    def get(self, request: Request, key: str) -> HttpResponse:
        return answer({"models": names_of_models(key_of(request).project_id)})


class MetricsView(ArenaView):
    """Flywheel's own figures are at `/metrics`; this client has none here, which in Prometheus' format is no line."""

    def get(self, request: Request, key: str) -> HttpResponse:
        return HttpResponse(content_type="text/plain; version=0.0.4; charset=utf-8")


class AccountsView(ArenaView):
    """The client works without: people are told apart by its machine id, and no password is taken in."""

    def put(self, request: Request, key: str) -> HttpResponse:
        raise Problem(501, "accounts_unsupported", "There are no accounts here; none is needed.")

    patch = post = put


def document_of(request: Request) -> dict[str, Any]:
    return read_object(body_of(request))


def _as_problem(error: Exception) -> Exception:
    if isinstance(error, Unmappable):
        detail = "The post lacks a field this call needs, or the field has not the expected form."
        return Problem(400, INVALID_RECORD, detail, field=error.field)
    if isinstance(error, UpstreamFailed):
        return Problem(error.status, error.code, error.detail)
    return error
