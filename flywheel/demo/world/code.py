"""A candidate's code with its latent quality: the same function with the same edits is the same text, as good."""

import hashlib
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from flywheel.demo.world import damage, textual, variants
from flywheel.demo.world.edits import Edit, Kind, apply, compatible
from flywheel.demo.world.layout import Body
from flywheel.demo.world.source import Function

FULL_MARKS = (0.84, 0.94)  # what code out of a released library is worth; the best candidate is a little above it
LEAST = 0.02
SITES_OF_ONE_OPERATOR = 6  # places remembered for one operator in one function, to bound the memory


Names = Mapping[str, str]
_WORD = re.compile(r"\b[A-Za-z_]\w*\b(?!['\"])")  # but the prefixes of strings


def renamed(text: str, names: Names) -> str:
    """The text with its words replaced where `names` knows another."""
    return _WORD.sub(lambda word: names.get(word.group(), word.group()), text) if names else text


@dataclass(frozen=True, eq=False)
class Code:
    """One text for one place. `quality` is 0–1, `works`: its tests pass; `edits`: what was done to the original.

    `names` are what its variables are called in the task at hand.
    """

    function: Function
    edits: tuple[Edit, ...] = ()
    names: Names = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        return renamed(apply(self.function.body, self.edits), self.names)

    @cached_property
    def quality(self) -> float:
        worth = full_marks(self.function)
        for edit in self.edits:
            worth *= 1 - edit.severity
        return round(min(max(worth, LEAST), 1.0), 4)

    @property
    def works(self) -> bool:
        return not any(edit.breaks for edit in self.edits)

    @property
    def faults(self) -> tuple[Edit, ...]:
        return tuple(edit for edit in self.edits if edit.kind is Kind.DAMAGE)

    @property
    def truncated(self) -> bool:
        return any(edit.operator == "truncated" for edit in self.edits)

    def without(self, unwanted: Sequence[Edit]) -> "Code":
        return replace(self, edits=tuple(edit for edit in self.edits if edit not in unwanted))

    def plus(self, edit: Edit) -> "Code":
        """With one edit more where it does not touch another; else the same code."""
        return replace(self, edits=(*self.edits, edit)) if compatible(edit, self.edits) else self


@dataclass(frozen=True)
class Sites:
    """All that can be done to one function."""

    faults: tuple[tuple[Edit, ...], ...]
    fault_weights: tuple[float, ...]
    neutral: tuple[Edit, ...]
    improvements: tuple[Edit, ...]
    inserts: tuple[tuple[int, str], ...]  # where a line could be put in, with its indentation
    names: tuple[str, ...] = ()  # what may be called otherwise

    def fault(self, rng: random.Random) -> Edit | None:
        return rng.choice(rng.choices(self.faults, self.fault_weights)[0]) if self.faults else None


@lru_cache(maxsize=4096)
def sites(function: Function) -> Sites:
    if function.language != "python":
        restyled = _some(tuple(textual.neutral(function)))
        return _sites(textual.faults(function), restyled, (), textual.inserts(function), textual.names(function))
    body = Body(function)
    faults = [(tuple(operator(body)), weight) for operator, weight in damage.OPERATORS]
    others = [edit for operator in variants.OPERATORS for edit in _some(tuple(operator(body)))]
    neutral = [edit for edit in others if edit.kind is Kind.NEUTRAL]
    improvements = [edit for edit in others if edit.kind is Kind.IMPROVEMENT]
    return _sites(faults, neutral, improvements, body.statement_starts, body.renamable)


def _sites(
    faults: Sequence[tuple[tuple[Edit, ...], float]],
    neutral: Sequence[Edit],
    improvements: Sequence[Edit],
    inserts: Sequence[tuple[int, str]],
    names: Sequence[str] = (),
) -> Sites:
    found = [(_some(edits), weight) for edits, weight in faults if edits]
    return Sites(
        faults=tuple(edits for edits, _ in found),
        fault_weights=tuple(weight for _, weight in found),
        neutral=tuple(neutral),
        improvements=tuple(improvements),
        inserts=tuple(inserts[:3]),
        names=tuple(names),
    )


def _some(edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    step = -(-len(edits) // SITES_OF_ONE_OPERATOR) or 1
    return edits[::step]


@lru_cache(maxsize=8192)
def full_marks(function: Function) -> float:
    low, high = FULL_MARKS
    share = hashlib.sha256(function.text.encode()).digest()[0] / 255
    return low + (high - low) * share


def inserted(code: Code, line: str, operator: str, kind: Kind, severity: float = 0.0) -> Code:
    """The code with a line more, before its first statement or the next one that is free; unchanged where none is."""
    for place, indent in sites(code.function).inserts:
        edit = Edit(operator, kind, ((place, place, f"{line}\n{indent}"),), severity, False)
        if compatible(edit, code.edits):
            return code.plus(edit)
    return code
