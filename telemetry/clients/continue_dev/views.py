"""`POST /clients/continue`: one event of Continue's development data. The client reads no answer and never repeats."""

from django.http import HttpResponse
from rest_framework.request import Request

from telemetry.clients.base import body_of, now_us, sender
from telemetry.clients.continue_dev.envelopes import read_envelope, version_of
from telemetry.clients.continue_dev.mapper import map_envelopes
from telemetry.clients.continue_dev.records import CLIENT, Occasion
from telemetry.clients.outage.keep import store_or_keep
from telemetry.clients.outage.views import PatientClientView
from telemetry.ingest.bodies import Client
from telemetry.ingest.views import answer


class ContinueView(PatientClientView):
    """Answers 202 with the receipt, or `{"kept": true}` where the event waits on disk for the database."""

    schema = None  # the form of the body is Continue's own

    def post(self, request: Request) -> HttpResponse:
        envelope, owner = read_envelope(body_of(request)), sender(request)
        occasion = Occasion(now_us(), person_known=bool(owner.developer))
        mapped = map_envelopes([(0, envelope)], occasion)
        receipt = store_or_keep(owner, CLIENT, Client(CLIENT, version_of(envelope.data)), mapped)
        return answer({"kept": True} if receipt is None else receipt, status=202)
