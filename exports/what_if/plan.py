"""What to try instead: other cut-offs, some rules off. Pure."""

import tomllib
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from exports.preferences.cutoffs import DEFAULT_CUTOFFS, Cutoffs
from exports.preferences.rule import Rule
from exports.preferences.rules import DEFAULT_RULES
from telemetry.contracts import Frozen

RULES = tuple(rule.id for rule in DEFAULT_RULES)
NAMES = tuple(field.name for field in msgspec.structs.fields(Cutoffs))


class PlanError(ValueError):
    """The plan cannot be tried. The message says what is wrong and what is known."""


class Plan(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`cutoffs` are the values that differ from those in force; `without` are the ids of rules that are off."""

    cutoffs: dict[str, Any] = {}
    without: tuple[str, ...] = ()

    def rules(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in DEFAULT_RULES if rule.id not in self.without)

    def applied(self) -> Cutoffs:
        """Raises PlanError on a cut-off that is unknown or out of range."""
        unknown = sorted(set(self.cutoffs) - set(NAMES))
        if unknown:
            raise PlanError(f"There is no cut-off {unknown[0]!r}. Known are: {', '.join(NAMES)}.")
        values = {**msgspec.to_builtins(msgspec.structs.asdict(DEFAULT_CUTOFFS)), **self.cutoffs}
        try:
            return msgspec.convert(values, Cutoffs)
        except msgspec.ValidationError as error:
            raise PlanError(f"A cut-off is out of range: {error}") from error


def checked(plan: Plan) -> Plan:
    """The plan, if it can be tried. Raises PlanError."""
    unknown = sorted(set(plan.without) - set(RULES))
    if unknown:
        raise PlanError(f"There is no rule {unknown[0]!r}. Known are: {', '.join(RULES)}.")
    plan.applied()
    return plan


def from_toml(text: str) -> Plan:
    """`without = ["rated"]` and a table `[cutoffs]`. Raises PlanError."""
    try:
        return checked(msgspec.convert(tomllib.loads(text), Plan))
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, RecursionError) as error:
        raise PlanError(f"The plan cannot be read: {error}") from error


def from_words(cutoffs: Iterable[str], without: Sequence[str]) -> Plan:
    """From `name=number` words and rule ids. Raises PlanError."""
    return checked(Plan(cutoffs=dict(map(_named, cutoffs)), without=tuple(without)))


def _named(word: str) -> tuple[str, float | int]:
    name, equals, value = word.partition("=")
    try:
        number = float(value)
    except ValueError:
        equals = ""
        number = 0.0
    if not equals:
        raise PlanError(f"{word!r} is not NAME=NUMBER, as in kept_min=0.7.")
    return name.strip(), int(number) if number.is_integer() else number
