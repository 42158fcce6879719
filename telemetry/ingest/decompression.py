"""Content-Encoding to plain bytes, bounded while it runs: a bomb costs no more memory than the limit."""

import zlib
from collections.abc import Callable

import zstandard

from telemetry.ingest.errors import MalformedBatch
from telemetry.ingest.limits import ENCODINGS, MAX_BODY_BYTES

_ZSTD_WINDOW = (
    8 * 1024 * 1024
)  # what RFC 8878 asks decoders to support; a larger window is memory for nothing


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
        raise MalformedBatch(
            "bad_encoding", 400, f"The body is not complete, valid {encoding} data."
        ) from error


def _gzip(body: bytes, limit: int) -> bytes:
    """One gzip member or several in a row (RFC 1952)."""
    parts: list[bytes] = []
    while body:
        part, body = _inflate(body, limit - sum(map(len, parts)), 16 + zlib.MAX_WBITS)
        parts.append(part)
        body = body.lstrip(b"\0")  # padding some writers add after the last member
    return b"".join(parts)


def _deflate(body: bytes, limit: int) -> bytes:
    """zlib-wrapped as RFC 9110 says, or raw as some clients send it."""
    try:
        return _inflate(body, limit, zlib.MAX_WBITS)[0]
    except zlib.error:
        return _inflate(body, limit, -zlib.MAX_WBITS)[0]


def _inflate(body: bytes, limit: int, window_bits: int) -> tuple[bytes, bytes]:
    stream = zlib.decompressobj(window_bits)
    plain = stream.decompress(body, limit + 1)  # a limit of 0 would mean none, hence the one more
    if len(plain) > limit:
        raise _too_large(MAX_BODY_BYTES)
    if not stream.eof:
        raise EOFError
    return plain, stream.unused_data


def _zstd(body: bytes, limit: int) -> bytes:
    decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    plain = decompressor.stream_reader(body, read_across_frames=True).read(limit + 1)
    if len(plain) > limit:
        raise _too_large(limit)
    _check_whole(decompressor, body)
    return plain


def _check_whole(decompressor: zstandard.ZstdDecompressor, body: bytes) -> None:
    """The reader takes a broken-off frame for its end; this pass, bounded by the first, does not. Raises
    EOFError.
    """
    while body:
        frame = decompressor.decompressobj()
        frame.decompress(body)
        if not frame.eof:
            raise EOFError
        body = frame.unused_data


def _too_large(limit: int) -> MalformedBatch:
    return MalformedBatch(
        "body_too_large", 413, f"A batch may have {limit} bytes, decoded or not.", limit=limit
    )


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "zstd": _zstd,
}
