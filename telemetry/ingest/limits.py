"""The limits in force for a batch. Stated by GET /api/v1/limits and enforced before anything is stored."""

from typing import Final

MAX_EVENTS: Final = 5_000
MAX_BODY_BYTES: Final = 10 * 1024 * 1024  # decoded; the encoded body may not be larger either
MAX_EVENT_BYTES: Final = 1024 * 1024
MAX_ID_LENGTH: Final = 200
MAX_DEPTH: Final = 64  # nesting of one event; deeper ones would make every later reader recurse
ENCODINGS: Final = ("gzip", "deflate", "zstd", "identity")
CONTENT_TYPES: Final = ("application/json", "application/x-ndjson")
