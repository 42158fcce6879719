"""The dry run: the answer a post would get, with nothing stored, counted or announced."""

from flywheel.database import raw_cursor
from flywheel.projects.models import Project
from telemetry.ingest.accept import read_batch, screen
from telemetry.ingest.arrival import arrive
from telemetry.ingest.decompression import decompress
from telemetry.ingest.receipts import Receipt, receipt_of
from telemetry.ingest.save import compare, first_digests
from telemetry.store.insert import known_digests


def validate_batch(project: Project, body: bytes, content_type: str, content_encoding: str) -> Receipt:
    """Like accept_batch, with `batch_id` null. Raises MalformedBatch in the same cases."""
    found, reads = read_batch(project, decompress(body, content_encoding), content_type)
    arrival = arrive(project, None, found, "validation")
    with raw_cursor() as cursor:
        screened = screen(cursor, arrival, reads)
        first = first_digests(screened)
        known = known_digests(cursor, project.pk, list(first)) if first else {}
    return receipt_of(None, screened, compare(screened, first.keys() - known.keys(), first | known))
