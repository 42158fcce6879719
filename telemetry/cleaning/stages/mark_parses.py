"""Marks candidates that do not parse where they were to stand. They stay: a broken output is a signal too.

A completion is parsed between its prefix and suffix. Unfinished code around the cursor has errors of its own,
so `parses` is False only where the candidate brings more syntax errors than the prompt has without it. An
answer to an instruction is parsed alone. Chat answers are prose with code in it: None, as for languages
without a grammar and texts beyond the bounds.
"""

from typing import NamedTuple

from msgspec.structs import replace
from tree_sitter import Node, Point, Tree

from telemetry.cleaning.grammars import Budget, grammar_name, parse
from telemetry.cleaning.stage import AllFacts, Batch, Item, each
from telemetry.contracts import Candidate, Interaction, Mark, Prompt

DOES_NOT_PARSE = "does_not_parse"
PREFIX_BYTES = 6 * 1024  # of context before the cursor, cut at a line
SUFFIX_BYTES = 2 * 1024
CANDIDATE_BYTES = 8 * 1024
BUDGET_STEPS = 3_000  # for all candidates of an interaction; what comes after stays None
BUDGET_BYTES = 128 * 1024
MAX_ERRORS = 1_000  # counted no further


class MarkParses:
    name = "mark_parses"
    version = 1

    def apply(self, batch: Batch, facts: AllFacts) -> list[Item]:
        return each(batch, self._one)

    def _one(self, item: Item) -> Item:
        interaction = item.interaction
        grammar = grammar_name(interaction.language)
        if grammar is None or interaction.prompt is None or interaction.prompt.messages:
            return item
        candidates = _judged(grammar, interaction, interaction.prompt)
        broken = sum(candidate.parses is False for candidate in candidates)
        marks = [Mark(stage=self.name, reason=DOES_NOT_PARSE, where="candidate.text", count=broken)] if broken else []
        return item.altered(replace(interaction, candidates=candidates), *marks)


def _judged(grammar: str, interaction: Interaction, prompt: Prompt) -> tuple[Candidate, ...]:
    prefix = _tail((prompt.prefix or "").encode())
    suffix = _head((prompt.suffix or "").encode())
    budget = Budget(BUDGET_STEPS, BUDGET_BYTES)
    before = parse(grammar, prefix + suffix, budget)
    if before is None:
        return interaction.candidates
    place = Place(grammar, before, count_errors(before.root_node), prefix, suffix)
    return tuple(
        replace(candidate, parses=_parses(place, candidate.text, budget)) for candidate in interaction.candidates
    )


class Place(NamedTuple):
    """Where candidates are to stand: the prompt around the cursor, its tree and the errors it has by
    itself."""

    grammar: str
    tree: Tree
    errors: int
    prefix: bytes
    suffix: bytes


def _parses(place: Place, text: str | None, budget: Budget) -> bool | None:
    candidate = (text or "").encode()
    if not candidate.strip() or len(candidate) > CANDIDATE_BYTES:
        return None
    known = _inserted(place.tree, place.prefix, candidate)
    after = parse(place.grammar, place.prefix + candidate + place.suffix, budget, known)
    return None if after is None else count_errors(after.root_node) <= place.errors


def _inserted(before: Tree, prefix: bytes, candidate: bytes) -> Tree:
    """The prompt's tree told of the insertion, so that only what it affects is parsed anew."""
    tree = before.copy()
    start, end = len(prefix), len(prefix) + len(candidate)
    tree.edit(
        start_byte=start,
        old_end_byte=start,
        new_end_byte=end,
        start_point=_point(prefix),
        old_end_point=_point(prefix),
        new_end_point=_point(prefix + candidate),
    )
    return tree


def _point(text: bytes) -> Point:
    return Point(text.count(b"\n"), len(text) - text.rfind(b"\n") - 1)


def _tail(text: bytes) -> bytes:
    return text if len(text) <= PREFIX_BYTES else text[-PREFIX_BYTES:].partition(b"\n")[2]


def _head(text: bytes) -> bytes:
    return text if len(text) <= SUFFIX_BYTES else text[:SUFFIX_BYTES].rpartition(b"\n")[0]


def count_errors(root: Node) -> int:
    """ERROR and MISSING nodes, at most MAX_ERRORS."""
    errors = 0
    waiting = [root] if root.has_error else []
    while waiting and errors < MAX_ERRORS:
        node = waiting.pop()
        errors += node.is_error or node.is_missing
        waiting += [child for child in node.children if child.has_error or child.is_missing]
    return errors
