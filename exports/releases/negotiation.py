"""How the native API and the Hub protocol read requests: any Accept, bounded bodies, pages."""

import io
import json
from collections.abc import Iterable
from typing import IO, Any

from django.core.exceptions import TooManyFieldsSent
from django.http import QueryDict
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.pagination import PageNumberPagination
from rest_framework.parsers import FormParser, JSONParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from flywheel.api_errors import Problem

MAX_BODY = 1024 * 1024  # bytes; what these APIs are sent is names, recipes and notes


class AnyAccept(DefaultContentNegotiation):
    """Files are what they are, whatever the client accepts; errors are JSON."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        chosen = next(iter(renderers))
        return chosen, chosen.media_type or ""


class BoundedJSONParser(JSONParser):
    """JSON of bounded size. What exhausts the decoder, or cannot be written again, is a malformed body."""

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            value = super().parse(bounded(stream), media_type, parser_context)
            json.dumps(value, ensure_ascii=False).encode()
        except RecursionError as error:
            raise ParseError("JSON parse error - nested too deeply") from error
        except UnicodeEncodeError as error:
            raise ParseError("JSON parse error - half of a surrogate pair") from error
        return value


class BoundedFormParser(FormParser):
    """A form of bounded size and number of fields."""

    def parse(self, stream: IO[Any], media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            return QueryDict(bounded(stream).read())
        except TooManyFieldsSent as error:
            raise Problem(413, "too_many_fields", "The form has too many fields.") from error


def bounded(stream: IO[Any]) -> io.BytesIO:
    """The whole body in memory. Raises Problem beyond MAX_BODY."""
    body = stream.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        raise Problem(413, "body_too_large", f"At most {MAX_BODY} bytes a request.", limit=MAX_BODY)
    return io.BytesIO(body)


class Pages(PageNumberPagination):
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
