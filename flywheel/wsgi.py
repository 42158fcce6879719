"""The WSGI entry point: Django behind a wrapper that makes chunked request bodies arrive whole.

Django reads CONTENT_LENGTH bytes, and a chunked request has none, so it would see an empty body. The server
ends `wsgi.input` where the body ends (`wsgi.input_terminated`); the wrapper reads it, bounded, and sets the length.
"""

import gc
import io
import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flywheel.settings")

from django.core.wsgi import get_wsgi_application

# One more than the largest body any endpoint takes, so that what is larger reaches the endpoint's own 413.
LARGEST_CHUNKED_BODY = 10 * 1024 * 1024 + 1

_django = get_wsgi_application()

# What is loaded now stays for good: the collector need not look at it again and again. A batch of events makes tens
# of thousands of objects that die with the request without its help.
gc.freeze()
gc.set_threshold(50_000, 20, 50)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
        body = environ["wsgi.input"].read(LARGEST_CHUNKED_BODY)
        environ["wsgi.input"] = io.BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))
    return _django(environ, start_response)
