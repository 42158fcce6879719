"""No text and no group may flood a release with pairs. Pure."""

from collections import Counter

from exports.contracts import Draft
from exports.preferences.cutoffs import Cutoffs
from exports.preferences.identity import record_id

OVER_CAP = "over_cap"


def cap(group_id: str, drafts: list[Draft], cutoffs: Cutoffs) -> tuple[list[Draft], int]:
    """The drafts without the pairs over the caps, and how many those were. The surest pairs stay."""
    chosen: Counter[str] = Counter()
    kept: set[int] = set()
    ranked = sorted(enumerate(drafts), key=lambda item: (-item[1].confidence, record_id(group_id, item[1])))
    for index, draft in ranked:
        if draft.kind != "pair" or draft.chosen is None:
            kept.add(index)
        elif chosen[draft.chosen] < cutoffs.pairs_per_chosen and chosen.total() < cutoffs.pairs_per_group:
            chosen[draft.chosen] += 1
            kept.add(index)
    return [draft for index, draft in enumerate(drafts) if index in kept], len(drafts) - len(kept)
