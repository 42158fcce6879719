"""Why a whole body, or one event in it, could not be accepted. Codes are listed in `error_codes`."""

from typing import Any


class MalformedBatch(Exception):  # noqa: N818 - named for what is wrong, as in the API
    """Nothing of the body was stored. `status` is the HTTP status, `fields` are extra members of the answer."""

    def __init__(self, code: str, status: int, detail: str, **fields: Any) -> None:
        super().__init__(detail)
        self.code = code
        self.status = status
        self.detail = detail
        self.fields = fields
        self.headers: dict[str, str] = {}


class RateLimited(MalformedBatch):
    """The key's own limit is used up; `retry_after` is in seconds."""

    def __init__(self, limit: int, retry_after: int) -> None:
        super().__init__("rate_limited", 429, f"This key may send {limit} events a minute.", limit=limit)
        self.headers = {"Retry-After": str(retry_after)}


class RejectedEvent(Exception):  # noqa: N818
    """One event is not acceptable; the others are not concerned. `message` never repeats what the client sent."""

    def __init__(self, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field

    def parts(self) -> tuple[str, str, str]:
        return self.code, self.field, self.message
