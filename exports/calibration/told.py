"""What stored groups tell of positions and people: picks in random order, answers, what outcomes decided. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from exports.calibration.people import Told
from exports.contracts import Draft
from exports.preferences.facts import Comparison, Group
from exports.preferences.identity import answer_id, question_id
from exports.preferences.rule import Precedence, Rule
from exports.preferences.rules import DEFAULT_RULES


class Evidence(NamedTuple):
    """`known` is the answer of each question that outcomes decided."""

    picks: list[Comparison]
    told: list[Told]
    known: dict[str, str]


def evidence(groups: Iterable[Group]) -> Evidence:
    found = Evidence([], [], {})
    for group in groups:
        found.picks.extend(group.comparisons)
        for rule in DEFAULT_RULES:
            _add(found, group, rule)
    return found


def _add(found: Evidence, group: Group, rule: Rule) -> None:
    """Drafts of one person are that person's answers, whatever later settles them; rewards repeat what labels say."""
    for draft in rule.derive(group):
        if _is_outcome(rule, draft):
            found.known[question_id(group.group_id, draft)] = answer_id(draft)
        elif draft.kind != "reward" and len(draft.contributors) == 1:
            found.told.append(Told(question_id(group.group_id, draft), draft.contributors[0], answer_id(draft)))


def _is_outcome(rule: Rule, draft: Draft) -> bool:
    return rule.precedence is Precedence.OUTCOME and (draft.kind == "pair" or draft.reward is not None)
