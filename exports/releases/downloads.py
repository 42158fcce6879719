"""Answering with a stored file: strong ETag, ranges, HEAD, conditions, never the whole file in memory.

RFC 9110: a range is honoured for GET alone; several ranges are answered with the whole file, as is a range
whose `If-Range` does not match.
"""

import re
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from exports.models import ReleaseFile
from exports.releases.find import LATEST, find_release
from exports.releases.storage import StorageError, release_storage
from flywheel.api_errors import Problem

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.IGNORECASE)
_TYPES = {".json": "application/json", ".md": "text/markdown; charset=utf-8"}


class ByteRange(NamedTuple):
    start: int
    length: int


class UnsatisfiableError(Exception):
    """The range lies outside the file."""


def file_answer(request: HttpRequest, file: ReleaseFile) -> HttpResponseBase:
    """Raises Problem: 410 where the file is withdrawn, 416 outside it, 503 where storage is away."""
    if file.withdrawn_at is not None:
        raise _withdrawn(file)
    etag = f'"{file.sha256}"'
    headers = {"ETag": etag, "Accept-Ranges": "bytes", "Cache-Control": "private, no-cache"}
    if _matches(request.headers.get("If-None-Match", ""), etag):
        return _unchanged(headers)
    try:
        part = _asked_range(request, file, etag)
    except UnsatisfiableError as error:
        outside = {"Content-Range": f"bytes */{file.byte_count}"}
        raise Problem(416, "range_not_satisfiable", "The range lies outside the file.", headers=outside) from error
    return _content(request, file, part, headers)


def _withdrawn(file: ReleaseFile) -> Problem:
    """Points at the version that `latest` names, where that is another one."""
    latest = find_release(file.release.dataset, LATEST)
    version = latest.version if latest and latest != file.release else None
    return Problem(410, "withdrawn", "This file was withdrawn.", version=file.release.version, latest=version)


def _unchanged(headers: dict[str, str]) -> HttpResponse:
    answer = HttpResponse(status=304, headers=headers)
    del answer["Content-Type"]  # of a body that is not sent
    return answer


def parse_range(header: str, size: int) -> ByteRange | None:
    """The one range asked for, or None where the whole file is the answer. Raises UnsatisfiableError."""
    match = _RANGE.fullmatch(header.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        length = min(int(last), size)
        start = size - length
    else:
        start = int(first)
        if last and int(last) < start:
            return None  # malformed, so it is ignored
        length = min(int(last) + 1 if last else size, size) - start
    if length <= 0:
        raise UnsatisfiableError
    return ByteRange(start, length)


def _asked_range(request: HttpRequest, file: ReleaseFile, etag: str) -> ByteRange | None:
    condition = request.headers.get("If-Range")
    if request.method != "GET" or (condition is not None and condition.strip() != etag):
        return None
    return parse_range(request.headers.get("Range", ""), file.byte_count)


def _content(
    request: HttpRequest, file: ReleaseFile, part: ByteRange | None, headers: dict[str, str]
) -> HttpResponseBase:
    start, length = part or ByteRange(0, file.byte_count)
    headers = {**headers, "Content-Length": str(length)}
    if part:
        headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{file.byte_count}"
    content_type = _content_type(file.path)
    if request.method == "HEAD":
        return HttpResponse(headers=headers, content_type=content_type)
    storage = release_storage()
    try:
        opened = storage.open(file.sha256)
    except StorageError as error:
        raise Problem(503, "storage_unavailable", str(error), headers={"Retry-After": "5"}) from error
    chunks = storage.read(opened, start, length)
    return StreamingHttpResponse(chunks, status=206 if part else 200, headers=headers, content_type=content_type)


def _content_type(path: str) -> str:
    return next((name for ending, name in _TYPES.items() if path.endswith(ending)), "application/octet-stream")


def _matches(header: str, etag: str) -> bool:
    tags = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    return "*" in tags or etag in tags
