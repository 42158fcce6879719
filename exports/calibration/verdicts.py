"""What somebody says of a record, as a row that outlives the record: it names the question and the answer."""

from typing import Literal

import msgspec
from msgspec.structs import replace

from exports.contracts import Draft
from exports.models import Record, Verdict
from exports.preferences.identity import answer_id, question_id

Says = Literal["agree", "disagree", "tie", "both_bad"]
_AGREES = {"agree": True, "disagree": False}
_OPPOSITE = {"true": "false", "false": "true"}


def verdict_of(record: Record, says: Says, decided_by: str, source: str = Verdict.Source.PERSON) -> Verdict:
    """The unsaved row. `tie`: no side is better, or it cannot be told. `both_bad` is for pairs."""
    draft = draft_of(record)
    return Verdict(
        project_id=record.project_id,
        record_id=record.record_id,
        group_id=record.group_id,
        question=question_id(record.group_id, draft),
        answer=_answer(draft, says),
        agrees=_AGREES.get(says),
        source=source,
        decided_by=decided_by,
    )


def says_of(verdict: Verdict) -> Says:
    """What was said of the record as it was then."""
    if verdict.agrees is None:
        return "both_bad" if verdict.answer == "both_bad" else "tie"
    return "agree" if verdict.agrees else "disagree"


def may_be_asked(record: Record) -> bool:
    """A reward whose outcome is missing says nothing that could be right or wrong."""
    return record.kind != Record.Kind.REWARD or record.reward is not None


def _answer(draft: Draft, says: Says) -> str:
    if says not in _AGREES:
        return says
    if says == "agree":
        return answer_id(draft)
    if draft.kind == "pair":
        return answer_id(replace(draft, chosen=draft.rejected, rejected=draft.chosen))
    return _OPPOSITE[answer_id(draft)]


def draft_of(record: Record) -> Draft:
    """The record as the draft it was, as far as questions, answers and confidence read it."""
    return Draft(
        kind=record.kind,
        rule=record.rule,
        rule_version=record.rule_version,
        confidence=record.confidence,
        chosen=record.chosen,
        rejected=record.rejected,
        completion=record.completion,
        label=record.label,
        reward=record.reward,
        signals=msgspec.json.decode(record.signals or "{}"),
    )
