"""Reading a benchmark's rows from a file: JSON Lines, JSON, Parquet or CSV, JSON and CSV also gzipped."""

import csv
import gzip
import hashlib
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from telemetry.cleaning.contamination.layouts import Row, UnreadableBenchmark

_INSIDE: Final = ("data", "rows", "problems", "instances")  # keys under which a JSON object may hold its rows


def read(path: Path) -> tuple[str, list[Row]]:
    """The file's SHA-256 and its rows. Raises UnreadableBenchmark."""
    try:
        raw = path.read_bytes()
        digest = hashlib.sha256(raw).hexdigest()
        plain = gzip.decompress(raw) if path.suffix == ".gz" else raw
    except (OSError, EOFError) as error:
        raise UnreadableBenchmark(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    rows = list(_reader(path)(plain, path))
    if not rows:
        raise UnreadableBenchmark(f"{path}: there is no row in it.")
    return digest, rows


def _reader(path: Path) -> Callable[[bytes, Path], Iterator[Row]]:
    ending = Path(path.name.removesuffix(".gz")).suffix.lower()
    found = _READERS.get(ending)
    if found is None:
        raise UnreadableBenchmark(f"{path}: its name must end in one of {', '.join(_READERS)} (or those and .gz).")
    return found


def _lines(raw: bytes, path: Path) -> Iterator[Row]:
    for number, line in enumerate(raw.splitlines(), 1):
        if line.strip():
            yield _row(_decoded(line, f"{path}, line {number}"), f"{path}, line {number}")


def _document(raw: bytes, path: Path) -> Iterator[Row]:
    found = _decoded(raw, str(path))
    if isinstance(found, dict):
        inside = next((found[name] for name in _INSIDE if isinstance(found.get(name), list)), None)
        found = list(found.values()) if inside is None else inside
    if not isinstance(found, list):
        raise UnreadableBenchmark(f"{path}: expected a list of problems or an object of them.")
    for number, row in enumerate(found, 1):
        yield _row(row, f"{path}, problem {number}")


def _decoded(raw: bytes, where: str) -> Any:
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UnreadableBenchmark(f"{where}: not JSON: {error}") from error


def _row(found: object, where: str) -> Row:
    if not isinstance(found, dict):
        raise UnreadableBenchmark(f"{where}: expected an object with the problem's fields.")
    return found


def _table(raw: bytes, path: Path) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        yield from pq.read_table(io.BytesIO(raw)).to_pylist()
    except pa.ArrowException as error:
        raise UnreadableBenchmark(f"{path}: not Parquet: {error}") from error


def _csv(raw: bytes, path: Path) -> Iterator[Row]:
    csv.field_size_limit(sys.maxsize)
    try:
        yield from csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), restkey="")
    except (csv.Error, UnicodeDecodeError) as error:
        raise UnreadableBenchmark(f"{path}: not CSV in UTF-8: {error}") from error


_READERS: Final[dict[str, Callable[[bytes, Path], Iterator[Row]]]] = {
    ".jsonl": _lines,
    ".ndjson": _lines,
    ".json": _document,
    ".parquet": _table,
    ".csv": _csv,
}
