"""What the views of all clients share: the key, and on whose behalf events are stored."""

from typing import Final

from rest_framework.request import Request

from flywheel.projects.models import Scope
from flywheel.projects.pseudonyms import pseudonym
from telemetry.clients.receive import Sender, sender_of
from telemetry.ingest.base import IngestView, key_of

DEVELOPER_HEADER: Final = "HTTP_X_FLYWHEEL_DEVELOPER"  # for clients that name nobody but can send headers


class ClientView(IngestView):
    """A view of a foreign client's own address. Raises and answers like native ingest unless it says otherwise."""

    scope = Scope.EVENTS_WRITE


def sender(request: Request) -> Sender:
    found = sender_of(key_of(request))
    named = str(request.META.get(DEVELOPER_HEADER, "")).strip()
    if not named:
        return found
    return found._replace(developer=pseudonym(bytes(found.project.pseudonym_key), named))
