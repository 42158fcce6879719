"""Content-Encoding: whatever is split, joined, cut or appended, the body comes out whole or not at all."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from telemetry.ingest.decompression import decompress
from telemetry.ingest.errors import MalformedBatch

Compress = Callable[[bytes], bytes]


def _raw_deflate(body: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(body) + compressor.flush()


def _zstd_without_size(body: bytes) -> bytes:
    compressor = zstandard.ZstdCompressor(write_content_size=False, write_checksum=True).compressobj()
    return compressor.compress(body) + compressor.flush()


MEMBERS: list[tuple[str, Compress]] = [
    ("gzip", gzip.compress),
    ("zstd", zstandard.compress),
    ("zstd", _zstd_without_size),
]
STREAMS = [*MEMBERS, ("deflate", zlib.compress), ("deflate", _raw_deflate)]
streams = st.sampled_from(STREAMS)
bodies = st.binary(max_size=300) | st.binary(max_size=20).map(lambda part: part * 5000)


def code_of(body: bytes, encoding: str, limit: int = 1_000_000) -> str:
    with pytest.raises(MalformedBatch) as caught:
        decompress(body, encoding, limit)
    return caught.value.code


@given(streams, bodies)
def test_round_trip(stream: tuple[str, Compress], body: bytes) -> None:
    encoding, compress = stream
    assert decompress(compress(body), encoding) == body


@given(st.sampled_from(MEMBERS), st.lists(bodies, min_size=1, max_size=5))
def test_members_in_a_row_are_one_body(stream: tuple[str, Compress], parts: list[bytes]) -> None:
    encoding, compress = stream
    assert decompress(b"".join(map(compress, parts)), encoding) == b"".join(parts)


@given(st.lists(st.binary(max_size=100), max_size=8), st.sampled_from([zlib.Z_SYNC_FLUSH, zlib.Z_FULL_FLUSH]))
def test_a_stream_flushed_anywhere_is_one_body(parts: list[bytes], flush: int) -> None:
    compressor = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    sent = b"".join(compressor.compress(part) + compressor.flush(flush) for part in parts) + compressor.flush()
    assert decompress(sent, "gzip") == b"".join(parts)


@given(streams, bodies, st.data())
def test_a_broken_off_stream_is_refused(stream: tuple[str, Compress], body: bytes, data: st.DataObject) -> None:
    encoding, compress = stream
    whole = compress(body)
    cut = data.draw(st.integers(1 if encoding != "deflate" else 0, len(whole) - 1))
    assert code_of(whole[:cut], encoding) == "bad_encoding"


@given(streams, bodies, st.binary(min_size=1, max_size=20).filter(lambda junk: junk.strip(b"\0") != b""))
def test_what_follows_the_stream_is_refused(stream: tuple[str, Compress], body: bytes, junk: bytes) -> None:
    encoding, compress = stream
    assert code_of(compress(body) + b"\x01" + junk, encoding) == "bad_encoding"


@given(st.sampled_from(["gzip", "deflate", "zstd"]), st.binary(max_size=200))
def test_any_bytes_decode_or_are_refused(encoding: str, body: bytes) -> None:
    try:
        plain = decompress(body, encoding, 10_000)
    except MalformedBatch as error:
        assert error.code in {"bad_encoding", "body_too_large"}  # noqa: PT017
    else:
        assert len(plain) <= 10_000


@pytest.mark.parametrize(("encoding", "compress"), STREAMS)
@pytest.mark.parametrize("size", [999, 1000, 1001])
def test_the_limit_is_exact(encoding: str, compress: Compress, size: int) -> None:
    if size <= 1000:
        assert decompress(compress(b"x" * size), encoding, 1000) == b"x" * size
    else:
        assert code_of(compress(b"x" * size), encoding, 1000) == "body_too_large"


@pytest.mark.parametrize(("encoding", "compress"), MEMBERS)
def test_the_limit_holds_over_all_members(encoding: str, compress: Compress) -> None:
    assert code_of(compress(b"x" * 600) * 2, encoding, 1000) == "body_too_large"


@pytest.mark.parametrize(("encoding", "compress"), STREAMS)
def test_a_bomb_takes_no_more_memory_than_the_limit(encoding: str, compress: Compress) -> None:
    bomb = compress(bytes(200_000_000))
    assert len(bomb) < 1_000_000
    tracemalloc.start()
    try:
        assert code_of(bomb, encoding) == "body_too_large"
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()
