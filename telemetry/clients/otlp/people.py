"""Who a record is about. The one place that reads personal attributes; they go nowhere but into `developer_id`."""

from typing import Final

from telemetry.clients.otlp.records import LogRecord
from telemetry.clients.reading import fitting_id, text

# From what an organisation set on purpose to what only stands for a machine.
_NAMES: Final = (
    "enduser.id",
    "user.email",
    "user.account_uuid",
    "user.account_id",
    "user.id",
    "installation.id",
)


def developer_of(record: LogRecord) -> str:
    """The person as the client names them, of the record or its resource; empty where nobody is named."""
    found = (text(record.attributes, name) or text(record.resource, name) for name in _NAMES)
    return fitting_id(next(filter(None, found), ""))
