"""The base of views for clients that never send a thing twice."""

from typing import Any

from rest_framework.request import Request

from telemetry.clients.base import ClientView
from telemetry.clients.outage import recovery
from telemetry.clients.outage.authentication import RememberingAuthentication


class PatientClientView(ClientView):
    """Lets known keys in while the database is away. Events go through `keep.store_or_keep`, which keeps them."""

    authentication_classes = (RememberingAuthentication,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        recovery.look_once()
        super().initial(request, *args, **kwargs)
