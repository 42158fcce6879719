"""A pair's two texts as the rows of a diff table, highlighted."""

from typing import NamedTuple

from django.utils.safestring import SafeString

from exports.review import diff
from exports.review.highlight import Piece, highlighted, markup


class Cell(NamedTuple):
    """One line of one side. `sign` is `-`, `+` or a blank, so that colour is never the only sign."""

    number: int
    sign: str
    html: SafeString


class SplitRow(NamedTuple):
    left: Cell | None
    right: Cell | None
    folded: int = 0


class UnifiedRow(NamedTuple):
    old_number: int | None
    new_number: int | None
    cell: Cell | None
    folded: int = 0


class Sides(NamedTuple):
    split: list[SplitRow]
    unified: list[UnifiedRow]
    compared: bool
    cut: bool
    equal: bool


def compare(old: str, new: str, language: str, *, everything: bool = False) -> Sides:
    """`old` on the left with deletions, `new` on the right with additions."""
    result = diff.compare(old, new, context=None if everything else diff.CONTEXT)
    old_pieces, new_pieces = highlighted(old, language), highlighted(new, language)
    split = [_split(row, old_pieces, new_pieces, result.compared) for row in result.rows]
    together = [_unified(sign, row, old_pieces, new_pieces) for sign, row in diff.unified(result.rows)]
    return Sides(split, together, result.compared, result.cut, equal=all(row.equal for row in result.rows))


def _split(row: diff.Row, old: list[list[Piece]], new: list[list[Piece]], compared: bool) -> SplitRow:
    signs = (" ", " ") if row.equal or not compared else ("-", "+")
    return SplitRow(_cell(row.old, old, signs[0]), _cell(row.new, new, signs[1]), row.folded)


def _unified(sign: str, row: diff.Row, old: list[list[Piece]], new: list[list[Piece]]) -> UnifiedRow:
    if sign == "-":
        return UnifiedRow(row.old.number if row.old else None, None, _cell(row.old, old, sign))
    cell = _cell(row.new, new, sign)
    old_number = row.old.number if row.old and sign == " " else None
    return UnifiedRow(old_number, row.new.number if row.new else None, cell, row.folded)


def _cell(line: diff.Line | None, pieces: list[list[Piece]], sign: str) -> Cell | None:
    if line is None:
        return None
    own = pieces[line.number - 1]
    whole = own if sum(len(text) for _, text in own) == len(line.text) else [("", line.text)]  # a line cut at the cap
    return Cell(line.number, sign, markup(whole, line.changed))
