"""Drafts no trainer should see, each left out with a reason. Pure."""

import re

from exports.contracts import Draft
from exports.preferences.distance import norm
from exports.preferences.facts import Group
from exports.preferences.outcomes import tests_pass, verdict
from exports.preferences.substance import Tokens, plain

EQUAL_TEXTS = "equal_texts"
TYPED_THROUGH = "typed_through"
STYLE_ONLY = "style_only"  # comments, layout, names: no blind expert says which one works better
BLANK_TEXT = "blank_text"
UNSTORABLE_TEXT = "unstorable_text"
CONTRADICTS_OUTCOME = "contradicts_outcome"

_SURROGATE = re.compile("[\ud800-\udfff]")

Verdicts = dict[Tokens, bool]  # text, style aside → do its tests pass (True), does it fail (False)


def verdicts_of(group: Group) -> Verdicts:
    """What outcomes say of each text in the group; texts with none, or with both, are absent."""
    found: dict[Tokens, set[bool]] = {}
    for seen in group.observations:
        if tests_pass(seen.outcomes):
            found.setdefault(plain(seen.text, group.language), set()).add(True)
        elif verdict(seen.outcomes) is False:
            found.setdefault(plain(seen.text, group.language), set()).add(False)
    return {text: results.pop() for text, results in found.items() if len(results) == 1}


def objection(draft: Draft, verdicts: Verdicts, language: str) -> str | None:
    """Why this draft must not become a record, or None."""
    texts = [text for text in (draft.chosen, draft.rejected, draft.completion) if text is not None]
    if not all(map(_is_storable, texts)):
        return UNSTORABLE_TEXT
    if any(not text.strip() for text in texts):
        return BLANK_TEXT
    if draft.kind == "pair":
        return _pair_objection(draft.chosen or "", draft.rejected or "", verdicts, language)
    works = verdicts.get(plain(draft.completion or "", language))
    is_contradicted = draft.kind == "unpaired" and works not in (None, draft.label)
    return CONTRADICTS_OUTCOME if is_contradicted else None


def _pair_objection(chosen: str, rejected: str, verdicts: Verdicts, language: str) -> str | None:
    better, worse = norm(chosen), norm(rejected)
    if better == worse:
        return EQUAL_TEXTS
    if better.endswith(worse) or worse.endswith(better):
        # The rest of a suggestion whose beginning the developer typed: continued, not rejected.
        return TYPED_THROUGH
    wanted, unwanted = plain(chosen, language), plain(rejected, language)
    if wanted == unwanted:
        return STYLE_ONLY
    chosen_works, rejected_works = verdicts.get(wanted), verdicts.get(unwanted)
    if (chosen_works is False and rejected_works is not False) or (rejected_works and not chosen_works):
        return CONTRADICTS_OUTCOME
    return None


def _is_storable(text: str) -> bool:
    """PostgreSQL holds neither NUL nor lone surrogates, and no tokenizer wants them."""
    return "\0" not in text and (text.isascii() or _SURROGATE.search(text) is None)
