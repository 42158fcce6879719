"""Operators that leave the behaviour alone: better ones, and ones that are merely other (so that length and looks are
no proxy of quality)."""

import ast
from collections.abc import Callable, Iterator

from flywheel.demo.world.edits import Edit, Kind
from flywheel.demo.world.layout import Body

_PLAIN_WORDS = ("current", "entry", "found", "item", "part", "total", "piece", "held", "mark", "place", "step", "given")


def renamed_locals(body: Body) -> Iterator[Edit]:
    for number, name in enumerate(body.locals):
        other = _PLAIN_WORDS[(len(name) + number) % len(_PLAIN_WORDS)]
        spans = tuple((*span, other) for span in body.occurrences(name))
        if spans and other not in body.text:
            yield Edit("renamed_locals", Kind.NEUTRAL, spans)


def comments(body: Body) -> Iterator[Edit]:
    for place, indent in body.statement_starts[::2]:
        statement = body.text[place : body.text.find("\n", place)]
        words = " ".join(part for part in statement.replace("_", " ").split() if part.isalpha())[:40] or "next"
        yield Edit("comments", Kind.NEUTRAL, ((place, place, f"# Now {words.lower()}.\n{indent}"),))


def blank_lines(body: Body) -> Iterator[Edit]:
    for place, indent in body.statement_starts[1:]:
        start = place - len(indent)
        yield Edit("blank_lines", Kind.NEUTRAL, ((start, start, "\n"),))


def named_result(body: Body) -> Iterator[Edit]:
    for node in body.nodes(ast.Return):
        if node.value is not None and body.bare(node, node.value) and body.alone(node) and "result" not in body.text:
            start, end = body.span(node)
            value = body.text[slice(*body.span(node.value))]
            yield Edit(
                "named_result", Kind.NEUTRAL, ((start, end, f"result = {value}\n{' ' * node.col_offset}return result"),)
            )


def other_quotes(body: Body) -> Iterator[Edit]:
    for node in body.nodes(ast.Constant):
        text = body.text[slice(*body.span(node))]
        plain = text[1:-1]
        if isinstance(node.value, str) and text[:1] in "'\"" and plain.isalnum():
            other = '"' if text[0] == "'" else "'"
            yield Edit("other_quotes", Kind.NEUTRAL, ((*body.span(node), f"{other}{plain}{other}"),))


def guarded(body: Body) -> Iterator[Edit]:
    """Refuses at once what would fail later with a puzzling error."""
    place, indent = body.statement_starts[0]
    for argument in body.tree.args.args:  # type: ignore[attr-defined]
        if argument.arg not in {"self", "cls"}:
            guard = (
                f'if {argument.arg} is None:\n{indent}    raise ValueError("{argument.arg} must be given")\n{indent}'
            )
            yield Edit("guarded", Kind.IMPROVEMENT, ((place, place, guard),), -0.1)


def explained(body: Body) -> Iterator[Edit]:
    """A comment that says why, where one is needed."""
    for node in (*body.nodes(ast.While), *body.nodes(ast.Try)):
        start = body.span(node)[0]
        if body.alone(node):
            why = f"# Must not give up half-way: callers rely on all or nothing.\n{' ' * node.col_offset}"
            yield Edit("explained", Kind.IMPROVEMENT, ((start, start, why),), -0.06)


OPERATORS: tuple[Callable[[Body], Iterator[Edit]], ...] = (
    renamed_locals,
    comments,
    blank_lines,
    named_result,
    other_quotes,
    guarded,
    explained,
)
NEUTRAL_OPERATORS = ("renamed_locals", "comments", "blank_lines", "named_result", "other_quotes")
