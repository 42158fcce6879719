"""What the views of all clients share: the key, the body, the time, and on whose behalf events are stored."""

from typing import Final

from django.utils import timezone
from rest_framework.request import Request

from flywheel.projects.models import Scope
from flywheel.projects.pseudonyms import pseudonym
from telemetry.clients.receive import Sender, sender_of
from telemetry.ingest.base import IngestView, key_of, read_request_body
from telemetry.ingest.decompression import decompress
from telemetry.ingest.wire.check import microseconds

DEVELOPER_HEADER: Final = "HTTP_X_FLYWHEEL_DEVELOPER"  # for clients that name nobody but can send headers


class ClientView(IngestView):
    """A view of a foreign client's own address. Raises and answers like native ingest unless it says otherwise."""

    scope = Scope.EVENTS_WRITE


def body_of(request: Request) -> bytes:
    """Decompressed, and bounded before and after. Raises MalformedBatch."""
    return decompress(read_request_body(request), request.META.get("HTTP_CONTENT_ENCODING", ""))


def now_us() -> int:
    """The time of receipt, in microseconds since 1970, for mappers, which have no clock."""
    return microseconds(timezone.now())


def sender(request: Request) -> Sender:
    found = sender_of(key_of(request))
    named = str(request.META.get(DEVELOPER_HEADER, "")).strip()
    if not named:
        return found
    return found._replace(developer=pseudonym(bytes(found.project.pseudonym_key), named))
