"""What the database driver raises where the server is away, going, or a standby that takes nothing."""

from typing import Final

from django.db import InterfaceError, InternalError, OperationalError

GONE: Final = (OperationalError, InterfaceError, InternalError)  # the last: a read-only standby
