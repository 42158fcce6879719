"""Operators that make code worse, in the ways models and people get it wrong. Severities are our judgement of how
much of an answer's worth the fault costs a reader who knows; the names follow the mutation-testing literature
(Offutt et al., "An experimental determination of sufficient mutant operators", 1996) where it has one."""

import ast
from collections.abc import Callable, Iterator

from flywheel.demo.world.edits import Edit, Kind
from flywheel.demo.world.layout import Body

_FLIPPED = {
    ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"),
}  # fmt: skip
_NEGATED = {
    ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="), ast.Is: ("is", "is not"), ast.In: ("in", "not in"),
    ast.IsNot: ("is not", "is"), ast.NotIn: ("not in", "in"),
}  # fmt: skip


def _damage(operator: str, severity: float, *spans: tuple[int, int, str], breaks: bool = True) -> Edit:
    return Edit(operator, Kind.DAMAGE, tuple(sorted(spans)), severity, breaks)


def off_by_one(body: Body) -> Iterator[Edit]:
    for node in body.nodes(ast.Compare):
        known = _FLIPPED.get(type(node.ops[0]))
        if known:
            yield from _replaced(body, node, known, "off_by_one", 0.45)
    for constant in body.nodes(ast.Constant):
        if type(constant.value) is int and constant.value < 1000:
            start, end = body.span(constant)
            yield _damage("off_by_one", 0.45, (start, end, str(constant.value + 1)))


def negated_condition(body: Body) -> Iterator[Edit]:
    for node in body.nodes(ast.Compare):
        known = _NEGATED.get(type(node.ops[0]))
        if known:
            yield from _replaced(body, node, known, "negated_condition", 0.55)


def _replaced(body: Body, node: ast.Compare, words: tuple[str, str], operator: str, severity: float) -> Iterator[Edit]:
    start, end = body.span(node.left)[1], body.span(node.comparators[0])[0]
    between = body.text[start:end]
    if between.count(words[0]) == 1:
        yield _damage(operator, severity, (start, end, between.replace(*words)))


def wrong_connective(body: Body) -> Iterator[Edit]:
    for node in body.nodes(ast.BoolOp):
        start, end = body.span(node.values[0])[1], body.span(node.values[1])[0]
        words = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        between = body.text[start:end]
        if between.count(words[0]) == 1 and len(node.values) == 2:
            yield _damage("wrong_connective", 0.5, (start, end, between.replace(*words)))


def swapped_arguments(body: Body) -> Iterator[Edit]:
    for node in body.nodes(ast.Call):
        if len(node.args) >= 2 and not any(isinstance(argument, ast.Starred) for argument in node.args[:2]):
            yield from _swapped(body, node.args[0], node.args[1], "swapped_arguments", 0.5)


def swapped_operands(body: Body) -> Iterator[Edit]:
    for node in body.nodes(ast.BinOp):
        if isinstance(node.op, ast.Sub | ast.Div | ast.FloorDiv | ast.Mod):
            yield from _swapped(body, node.left, node.right, "swapped_operands", 0.5)


def _swapped(body: Body, one: ast.expr, other: ast.expr, operator: str, severity: float) -> Iterator[Edit]:
    first, second = body.span(one), body.span(other)
    texts = body.text[slice(*first)], body.text[slice(*second)]
    if texts[0] != texts[1]:
        yield _damage(operator, severity, (*first, texts[1]), (*second, texts[0]))


def wrong_variable(body: Body) -> Iterator[Edit]:
    names = body.names
    for number, node in enumerate(body.nodes(ast.Name)):
        others = [name for name in names if name != node.id]
        if isinstance(node.ctx, ast.Load) and node.id in names and others:
            yield _damage("wrong_variable", 0.5, (*body.span(node), others[number % len(others)]))


def missing_return(body: Body) -> Iterator[Edit]:
    for node in body.nodes(ast.Return):
        if node.value is not None and body.bare(node, node.value):
            start = body.span(node)[0]
            yield _damage("missing_return", 0.6, (start, body.span(node.value)[0], ""))


def dropped_error_handling(body: Body) -> Iterator[Edit]:
    """Half of them no test notices: a refusal that is never asked for."""
    for number, node in enumerate(body.nodes(ast.Raise)):
        noticed = number % 2 == 0
        severity = 0.42 if noticed else 0.28
        yield _damage("dropped_error_handling", severity, (*body.span(node), "pass"), breaks=noticed)


def swallowed_errors(body: Body) -> Iterator[Edit]:
    for node in body.nodes(ast.ExceptHandler):
        if node.type is not None and body.text[slice(*body.span(node.type))] != "Exception":
            yield _damage("swallowed_errors", 0.25, (*body.span(node.type), "Exception"), breaks=False)


def dropped_branch(body: Body) -> Iterator[Edit]:
    for node in body.nodes(ast.If):
        if not node.orelse and body.alone(node):
            yield _damage("dropped_branch", 0.45, (*body.span(node), "pass"))


def dropped_statement(body: Body) -> Iterator[Edit]:
    for node in (*body.nodes(ast.Expr), *body.nodes(ast.AugAssign)):
        if body.alone(node):
            yield _damage("dropped_statement", 0.5, (*body.span(node), "pass"))


def wrong_default(body: Body) -> Iterator[Edit]:
    other = {True: "False", False: "True", None: "0", "": "None"}
    for node in body.nodes(ast.Constant):
        if node.value is None or isinstance(node.value, bool) or node.value == "":
            yield _damage("wrong_default", 0.4, (*body.span(node), other[node.value]))


def infinite_loop(body: Body) -> Iterator[Edit]:
    for node in body.nodes(ast.Break):
        yield _damage("infinite_loop", 0.65, (*body.span(node), "continue"))
    for loop in body.nodes(ast.While):
        if isinstance(loop.test, ast.Constant):
            continue
        yield _damage("infinite_loop", 0.65, (*body.span(loop.test), "True"))


def invented_method(body: Body) -> Iterator[Edit]:
    for node in body.nodes(ast.Attribute):
        if isinstance(node.ctx, ast.Load):
            end = body.span(node)[1]
            yield _damage("invented_method", 0.55, (end, end, "_value"))


def truncated(body: Body) -> Iterator[Edit]:
    for place in body.line_starts[2::2]:
        yield _damage("truncated", 0.7, (max(place - 8, 1), len(body.text), "\n"))


def syntax_error(body: Body) -> Iterator[Edit]:
    for node in (*body.nodes(ast.If), *body.nodes(ast.For)):
        colon = body.text.find(":\n", body.span(node)[0])
        if colon > 0:
            yield _damage("syntax_error", 0.75, (colon, colon + 1, ""))


def debug_print(body: Body) -> Iterator[Edit]:
    """Works, and nobody wants it."""
    for place, indent in body.statement_starts[1:]:
        yield _damage("debug_print", 0.15, (place, place, f'print("DEBUG", locals())\n{indent}'), breaks=False)


def misleading_comment(body: Body) -> Iterator[Edit]:
    for place, indent in body.statement_starts[1:]:
        comment = f"# Runs only once, at start.\n{indent}"
        yield _damage("misleading_comment", 0.08, (place, place, comment), breaks=False)


def needless_conversion(body: Body) -> Iterator[Edit]:
    for test in [node.test for node in body.nodes(ast.If)] + [node.test for node in body.nodes(ast.While)]:
        start, end = body.span(test)
        if body.text[start - 1] == " " and body.text[end] == ":":
            spelled = f"bool({body.text[start:end]})"
            yield _damage("needless_conversion", 0.05, (start, end, spelled), breaks=False)


def dead_code(body: Body) -> Iterator[Edit]:
    for place, indent in body.statement_starts[1:]:
        yield _damage("dead_code", 0.2, (place, place, f"if False:\n{indent}    pass\n{indent}"), breaks=False)


def unclear_names(body: Body) -> Iterator[Edit]:
    for number, name in enumerate(body.locals):
        spans = body.occurrences(name)
        if spans:
            yield _damage("unclear_names", 0.12, *((*span, f"x{number}") for span in spans), breaks=False)


OPERATORS: tuple[tuple[Callable[[Body], Iterator[Edit]], float], ...] = (
    (off_by_one, 3),
    (negated_condition, 2),
    (wrong_connective, 1),
    (swapped_arguments, 2),
    (swapped_operands, 1),
    (wrong_variable, 3),
    (missing_return, 1),
    (dropped_error_handling, 2),
    (swallowed_errors, 2),
    (dropped_branch, 3),
    (dropped_statement, 2),
    (wrong_default, 2),
    (infinite_loop, 0.5),
    (invented_method, 2),
    (truncated, 1),
    (syntax_error, 0.5),
    (debug_print, 2),
    (misleading_comment, 3),
    (needless_conversion, 3),
    (dead_code, 2),
    (unclear_names, 3),
)
"""With how often each occurs among faults, relative to one another: our estimate, wrong logic before wrong form."""
