"""Line and word differences of two texts, bounded for any input. Pure.

The longest common subsequence comes from rapidfuzz's bit-parallel algorithm, whose cost is lines × lines / 64
whatever the lines say: there is no input that is slow, only input that is long, and that is capped. Beyond
the caps the texts are set side by side, line by line, without a comparison.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from rapidfuzz.distance import Indel

MAX_LINES = 2_000  # a side
MAX_CHARACTERS = 200_000  # a side
MAX_LINE_WORDS = 400  # longer lines are marked as a whole
CONTEXT = 4  # equal lines kept around a change
_SIMILAR = 0.4  # below this share of common words, marking words only makes noise
_WORD = re.compile(r"\w+|\s+|[^\w\s]")

Range = tuple[int, int]


class Line(NamedTuple):
    """One line of a side: its number from 1, and the character ranges that differ from its partner."""

    number: int
    text: str
    changed: tuple[Range, ...] = ()


class Row(NamedTuple):
    """Two lines set side by side; or, where `folded` is not 0, that many equal lines left out."""

    equal: bool
    old: Line | None
    new: Line | None
    folded: int = 0


class Diff(NamedTuple):
    """`compared` is False where the texts were too long and stand side by side uncompared, perhaps `cut`."""

    rows: list[Row]
    compared: bool = True
    cut: bool = False


def compare(old: str, new: str, *, context: int | None = CONTEXT) -> Diff:
    """The difference from `old` to `new`; `context` None keeps every equal line."""
    old_lines, new_lines = split_lines(old), split_lines(new)
    if _too_long(old, old_lines) or _too_long(new, new_lines):
        return _side_by_side(old_lines, new_lines)
    rows = list(_rows(old_lines, new_lines))
    return Diff(rows if context is None else list(_fold(rows, context)))


def unified(rows: list[Row]) -> Iterator[tuple[str, Row]]:
    """(sign, row) in the order of a unified diff: within a change first what goes, then what comes."""
    pending: list[Row] = []
    for row in [*rows, Row(True, None, None)]:
        if not row.equal:
            pending.append(row)
            continue
        yield from (("-", each) for each in pending if each.old)
        yield from (("+", each) for each in pending if each.new)
        pending = []
        if row.folded or row.old:
            yield " ", row


def split_lines(text: str) -> list[str]:
    """Lines without their ends. Only line feeds end lines: form feeds and the like are content in code."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _too_long(text: str, lines: list[str]) -> bool:
    return len(text) > MAX_CHARACTERS or len(lines) > MAX_LINES


def _side_by_side(old: list[str], new: list[str]) -> Diff:
    shown_old, shown_new = _capped(old), _capped(new)
    rows = list(_pair(shown_old, shown_new, 0, 0, mark=False))
    return Diff(rows, compared=False, cut=shown_old != old or shown_new != new)


def _capped(lines: list[str]) -> list[str]:
    kept: list[str] = []
    room = MAX_CHARACTERS
    for line in lines[:MAX_LINES]:
        kept.append(line[:room])
        room -= len(line)
        if room <= 0:
            break
    return kept


def _rows(old: list[str], new: list[str]) -> Iterator[Row]:
    for i, i_end, j, j_end in _gaps_and_matches(old, new):
        if old[i:i_end] == new[j:j_end]:
            for offset in range(i_end - i):
                yield Row(True, Line(i + offset + 1, old[i + offset]), Line(j + offset + 1, new[j + offset]))
        else:
            yield from _pair(old[i:i_end], new[j:j_end], i, j, mark=True)


def _gaps_and_matches(old: list[str], new: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Alternating stretches that differ or agree; neighbouring deletions and insertions are one."""
    start = (0, 0)
    end = (0, 0)
    for code in Indel.opcodes(old, new):
        if code.tag != "equal":
            end = (code.src_end, code.dest_end)
            continue
        if start != end:
            yield start[0], end[0], start[1], end[1]
        yield code.src_start, code.src_end, code.dest_start, code.dest_end
        start = end = (code.src_end, code.dest_end)
    if start != end:
        yield start[0], end[0], start[1], end[1]


def _pair(old: list[str], new: list[str], i: int, j: int, *, mark: bool) -> Iterator[Row]:
    for offset in range(max(len(old), len(new))):
        left = old[offset] if offset < len(old) else None
        right = new[offset] if offset < len(new) else None
        changed = _words(left, right) if mark and left is not None and right is not None else ((), ())
        yield Row(
            False,
            None if left is None else Line(i + offset + 1, left, changed[0]),
            None if right is None else Line(j + offset + 1, right, changed[1]),
        )


def _words(old: str, new: str) -> tuple[tuple[Range, ...], tuple[Range, ...]]:
    """The character ranges that differ, or nothing where the lines have little in common."""
    old_words, new_words = _WORD.findall(old), _WORD.findall(new)
    if not old_words or not new_words or max(len(old_words), len(new_words)) > MAX_LINE_WORDS:
        return (), ()
    if Indel.normalized_similarity(old_words, new_words) < _SIMILAR:
        return (), ()
    codes = Indel.opcodes(old_words, new_words)
    gone = [(code.src_start, code.src_end) for code in codes if code.tag == "delete"]
    come = [(code.dest_start, code.dest_end) for code in codes if code.tag == "insert"]
    return _characters(old_words, gone), _characters(new_words, come)


def _characters(words: list[str], ranges: list[Range]) -> tuple[Range, ...]:
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    return tuple((starts[first], starts[last]) for first, last in ranges)


def _fold(rows: list[Row], context: int) -> Iterator[Row]:
    """Leaves out equal rows further than `context` from a change; a fold of one line would save nothing."""
    changes = [index for index, row in enumerate(rows) if not row.equal]
    keep = {near for index in changes for near in range(index - context, index + context + 1)}
    hidden: list[Row] = []
    for index, row in enumerate(rows):
        if index not in keep:
            hidden.append(row)
            continue
        yield from _folded(hidden)
        hidden = []
        yield row
    yield from _folded(hidden)


def _folded(hidden: list[Row]) -> list[Row]:
    return hidden if len(hidden) < 2 else [Row(True, None, None, folded=len(hidden))]
