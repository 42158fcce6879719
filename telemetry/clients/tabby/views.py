"""Tabby's server surface: its clients think they speak to a Tabby server."""

import logging
import re
from typing import Any, Final

from django.http import HttpResponse
from rest_framework.request import Request

from telemetry.clients.base import body_of, now_us, sender
from telemetry.clients.mapping import Mapped
from telemetry.clients.outage.keep import store_or_keep
from telemetry.clients.outage.views import PatientClientView
from telemetry.clients.reading import read_object
from telemetry.clients.tabby.completions import map_completion
from telemetry.clients.tabby.gateway import ask_upstream, tabby_answer
from telemetry.clients.tabby.health import SERVER_SETTING, health
from telemetry.clients.tabby.names import CLIENT
from telemetry.clients.tabby.requests import read_ask, read_signal
from telemetry.clients.tabby.signals import map_signal
from telemetry.ingest.base import key_of
from telemetry.ingest.bodies import Client
from telemetry.ingest.views import answer

_AGENT: Final = re.compile(r"tabby-agent/([\w.+-]{1,100})", re.ASCII)
log = logging.getLogger(__name__)


class TabbyView(PatientClientView):
    """Takes no part in the OpenAPI document: the surface is Tabby's, and described there."""

    schema = None

    def document(self, request: Request) -> dict[str, Any]:
        return read_object(body_of(request))

    def record(self, request: Request, mapped: Mapped) -> None:
        agent = _AGENT.search(str(request.META.get("HTTP_USER_AGENT", "")))
        store_or_keep(sender(request), CLIENT, Client(CLIENT, agent[1] if agent else ""), mapped)


class HealthView(TabbyView):
    def get(self, request: Request) -> HttpResponse:
        return answer(health())

    post = get


class ServerSettingView(TabbyView):
    def get(self, request: Request) -> HttpResponse:
        return answer(SERVER_SETTING)


class EventsView(TabbyView):
    def post(self, request: Request) -> HttpResponse:
        signal = read_signal(self.document(request), request.query_params.get("select_kind", ""))
        self.record(request, map_signal(signal, now_us()))
        return HttpResponse(status=200)


class CompletionsView(TabbyView):
    """The recording gateway. The developer gets the completion whatever becomes of the record."""

    def post(self, request: Request) -> HttpResponse:
        started_us = now_us()
        document = self.document(request)
        said = ask_upstream(key_of(request).project_id, read_ask(document))
        try:
            self.record(request, map_completion(document, said, started_us))
        except Exception as error:
            log.error("a completion was answered but not recorded: %s", type(error).__name__)
        return answer(tabby_answer(said))
