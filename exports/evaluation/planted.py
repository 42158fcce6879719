"""What was planted to spoil the data: how much of it may still be released, and what honest data was lost. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from exports.evaluation.rates import Share, share, share_of
from exports.evaluation.rows import CleanState, Row
from exports.evaluation.truth import Truth, uid_of
from telemetry.contracts import Frozen

HELD = "held"  # a state of cleaning


class Left(Frozen, frozen=True, kw_only=True, omit_defaults=False):
    """`interactions`: of those planted, the share that gave a record which may be released. `records`: how many."""

    interactions: Share
    records: int


class Poison(Frozen, frozen=True, kw_only=True, omit_defaults=False):
    """Of the poisoned pairs, and of the honest ones, the share that is held. `kept_from_records` counts the
    poisoned interactions that gave no pair at all, because cleaning or the rules left them out."""

    held: Share
    honest_held: Share
    kept_from_records: int


class Planted(Frozen, frozen=True, kw_only=True, omit_defaults=False):
    """`duplicates` and `near_duplicates`: of the rows beyond the first of each planted set, those left.

    `honest_held`: of the honest interactions, those that cleaning holds. `reasons`: of the interactions with a
    mark, the share that is honest.
    """

    duplicates: Share
    near_duplicates: Share
    contaminated: Left
    bots: Left
    floods: Left
    poison: Poison
    honest_held: Share
    reasons: dict[str, Share]


def measure(truth: Truth, rows: Sequence[Row], states: Sequence[CleanState], pseudonyms: dict[str, str]) -> Planted:
    """`pseudonyms`: of the truth's developers, as records name their contributors."""
    released = [row for row in rows if not row.held]
    honest = [one for one in states if one.uid not in truth.unwanted]
    return Planted(
        duplicates=_repeated(truth, "duplicate", released),
        near_duplicates=_repeated(truth, "near_duplicate", released),
        contaminated=_left(truth.interactions("benchmark"), released),
        bots=_left(truth.interactions("bot"), released, _people(truth, pseudonyms, "bot")),
        floods=_left(truth.interactions("flood"), released, _people(truth, pseudonyms, "flooder")),
        poison=poison(truth, rows, _people(truth, pseudonyms, "poisoner", "bot", "flooder")),
        honest_held=share_of(one.state == HELD for one in honest),
        reasons=_reasons(truth, states),
    )


def _people(truth: Truth, pseudonyms: dict[str, str], *roles: str) -> frozenset[str]:
    return frozenset(pseudonyms[developer] for developer in truth.developers(*roles))


def _repeated(truth: Truth, kind: str, released: Iterable[Row]) -> Share:
    """A set is an interaction with everything that repeats it; one of it may stay."""
    sets: dict[str, set[str]] = defaultdict(set)
    for one in truth.of_kind(kind):
        if one.interaction_id and one.of:
            sets[one.of] |= {uid_of(one.of), uid_of(one.interaction_id)}
    left = {uid for row in released for uid in row.interactions}
    beyond = sum(max(0, len(members & left) - 1) for members in sets.values())
    return share(beyond, sum(len(members) - 1 for members in sets.values()))


def _left(planted: frozenset[str], released: Iterable[Row], people: frozenset[str] | None = None) -> Left:
    """Where `people` are given, their word has to be behind the record: an honest choice against a text that was
    offered to a bot as well is no bot's."""
    found = [row for row in released if planted.intersection(row.interactions)]
    if people is not None:
        found = [row for row in released if people.intersection(row.contributors)]
    left = {uid for row in found for uid in row.interactions if uid in planted}
    return Left(interactions=share(len(left), len(planted)), records=len(found))


def poison(truth: Truth, rows: Iterable[Row], cheats: frozenset[str]) -> Poison:
    """A pair is poisoned where it comes from a poisoner's vote and makes the pattern win over a text without it. It
    is honest where nothing was planted in its interactions and no cheat stands behind it."""
    pairs = [row for row in rows if row.kind == "pair"]
    votes = {uid_of(one.interaction_id): one.value or "" for one in truth.of_kind("poison") if one.interaction_id}
    poisoned = [row for row in pairs if any(_pushes(row, votes[uid]) for uid in row.interactions if uid in votes)]
    honest = [row for row in pairs if not truth.unwanted.intersection(row.interactions)]
    honest = [row for row in honest if not cheats.intersection(row.contributors)]
    return Poison(
        held=share_of(row.held for row in poisoned),
        honest_held=share_of(row.held for row in honest),
        kept_from_records=len(votes.keys() - {uid for row in pairs for uid in row.interactions}),
    )


def _pushes(row: Row, pattern: str) -> bool:
    return pattern in row.chosen and pattern not in row.rejected


def _reasons(truth: Truth, states: Iterable[CleanState]) -> dict[str, Share]:
    found: dict[str, list[bool]] = defaultdict(list)
    for one in states:
        for reason in one.reasons:
            found[reason].append(one.uid not in truth.unwanted)
    return {reason: share_of(found[reason]) for reason in sorted(found)}
