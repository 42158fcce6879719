"""How much the other answers to the same prompt look like a text. Pure.

Models err in many ways and are right in few, so what several answers have in common is more often right: the idea of
self-consistency (Wang et al., 2022) and of minimum Bayes risk among programs (Shi et al., 2022), here on the tokens of
texts whose style is set aside, as a signal only.
"""

from collections.abc import Iterator
from itertools import chain

from rapidfuzz.distance import Levenshtein

from exports.contracts import Draft
from exports.preferences.facts import Group
from exports.preferences.signals import Signals
from exports.preferences.substance import Tokens, distance, plain

MOST = 12  # other answers looked at: more change the mean little


def likeness(draft: Draft, group: Group) -> Signals:
    """`substance`: share of tokens in which a pair differs beyond style. `consensus`: mean likeness of the text to the
    other answers, of a pair how much greater it is for the chosen one; absent where there is no other answer.

    Texts too long to be compared in time tell neither.
    """
    language, longest = group.language, group.cutoffs.distance_max_chars
    if any(len(text) > longest for text in (draft.chosen, draft.rejected, draft.completion) if text is not None):
        return {}
    if draft.kind == "pair":
        chosen, rejected = draft.chosen or "", draft.rejected or ""
        better, worse = plain(chosen, language), plain(rejected, language)
        others = _others(group, [better, worse])
        lead = [_alike(better, other) - _alike(worse, other) for other in others]
        return {"substance": distance(chosen, rejected, language), "consensus": _mean(lead)}
    own = plain(draft.completion or "", language)
    return {"consensus": _mean([_alike(own, other) for other in _others(group, [own])])}


def _others(group: Group, own: list[Tokens]) -> list[Tokens]:
    """Every answer but these, each as often as it was given, after what people wrote instead of one."""
    left = list(own)
    others: list[Tokens] = []
    for text in _texts(group):
        tokens = plain(text, group.language)
        if tokens in left:
            left.remove(tokens)
        else:
            others.append(tokens)
        if len(others) == MOST:
            break
    return others


def _texts(group: Group) -> Iterator[str]:
    written = (one.text for seen in group.observations if not seen.accepted for one in seen.retention if one.text)
    given = (seen.text for seen in group.observations)
    return (text for text in chain(written, given) if len(text) <= group.cutoffs.distance_max_chars)


def _alike(one: Tokens, other: Tokens) -> float:
    return 1.0 - float(Levenshtein.normalized_distance(one, other))


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None
