"""What a client's mapper left out of a post: foreign records that made no event. Part of the receipt."""

import msgspec


class Unmapped(msgspec.Struct, frozen=True, omit_defaults=True):
    """How many records of one name made no event, and why."""

    name: str  # the client's own name for the event, at most 100 characters
    reason: str  # a code of telemetry.clients.mapping
    count: int = 1
    field: str = ""  # dotted path, where one is to blame
