"""Content-Encoding to plain bytes, bounded while it runs: a bomb costs no more memory than the limit."""

import re
import zlib
from collections.abc import Callable

import zstandard

from telemetry.ingest.errors import MalformedBatch
from telemetry.ingest.limits import ENCODINGS, MAX_BODY_BYTES

_ZSTD_WINDOW = 8 * 1024 * 1024  # what RFC 8878 asks decoders to support; a larger one is memory for nothing
# At the end of each stream in a body the unused rest of a piece is copied: were it the rest of the body, a
# million empty streams in a row would cost hours.
_PIECE = 4096
_PADDING = re.compile(rb"\0*")


def decompress(body: bytes, content_encoding: str, limit: int = MAX_BODY_BYTES) -> bytes:
    """The decoded body. Raises MalformedBatch on an unknown or broken encoding, or beyond `limit` bytes."""
    if len(body) > limit:
        raise _too_large(limit)
    encoding = content_encoding.strip().lower() or "identity"
    if encoding == "identity":
        return body
    decode = _DECODERS.get(encoding)
    if decode is None:
        raise MalformedBatch(
            "unsupported_encoding",
            415,
            f"Content-Encoding must be one of {', '.join(ENCODINGS)}.",
            accepted=list(ENCODINGS),
        )
    try:
        return decode(body, limit)
    except (zlib.error, zstandard.ZstdError, EOFError) as error:
        raise MalformedBatch("bad_encoding", 400, f"The body is not complete, valid {encoding} data.") from error


def _gzip(body: bytes, limit: int) -> bytes:
    """One gzip member or several in a row (RFC 1952), each perhaps followed by padding as some writers do."""
    members: list[bytes] = []
    position, room = 0, limit
    while position < len(body):
        member, position = _inflate(body, position, room, 16 + zlib.MAX_WBITS)
        members.append(member)
        room -= len(member)
        position += len(_PADDING.match(body, position)[0])  # type: ignore[index]
    return b"".join(members)


def _deflate(body: bytes, limit: int) -> bytes:
    """zlib-wrapped as RFC 9110 says, or raw as some clients send it."""
    try:
        plain, end = _inflate(body, 0, limit, zlib.MAX_WBITS)
    except zlib.error:
        plain, end = _inflate(body, 0, limit, -zlib.MAX_WBITS)
    if end != len(body):
        raise EOFError
    return plain


def _inflate(body: bytes, start: int, limit: int, window_bits: int) -> tuple[bytes, int]:
    """The stream that begins at `start`, and where it ends. Raises EOFError where it breaks off."""
    stream = zlib.decompressobj(window_bits)
    plain = bytearray()
    while not stream.eof and start < len(body):
        piece = body[start : start + _PIECE]
        plain += stream.decompress(piece, limit + 1 - len(plain))  # never 0, which would mean no bound
        if len(plain) > limit:
            raise _too_large(MAX_BODY_BYTES)
        start += len(piece) - len(stream.unused_data)
    if not stream.eof:
        raise EOFError
    return bytes(plain), start


def _zstd(body: bytes, limit: int) -> bytes:
    decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    plain = decompressor.stream_reader(body, read_across_frames=True).read(limit + 1)
    if len(plain) > limit:
        raise _too_large(limit)
    _check_whole(decompressor, body)
    return plain


def _check_whole(decompressor: zstandard.ZstdDecompressor, body: bytes) -> None:
    """The reader takes a broken-off frame for its end; this pass, bounded by the first, does not. Raises EOFError."""
    position = 0
    while position < len(body):
        frame = decompressor.decompressobj()
        while not frame.eof:
            piece = body[position : position + _PIECE]
            if not piece:
                raise EOFError
            frame.decompress(piece)
            position += len(piece) - len(frame.unused_data)


def _too_large(limit: int) -> MalformedBatch:
    return MalformedBatch("body_too_large", 413, f"A batch may have {limit} bytes, decoded or not.", limit=limit)


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "zstd": _zstd,
}
