"""Groups derived anew and met with what is known: every draft with its judgement. Pure."""

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from exports.calibration.rows import Judged
from exports.contracts import Draft
from exports.preferences.calibration import Calibration, rule_key
from exports.preferences.cutoffs import DEFAULT_CUTOFFS
from exports.preferences.derivation import derive
from telemetry.contracts import ChangedGroup

# What confidence is learnt from must not be cut off by confidence.
_NO_FLOOR = replace(DEFAULT_CUTOFFS, floor_pair=0.0, floor_unpaired=0.0)

# Of a group's id and a draft: is it right? None: not known.
Judge = Callable[[str, Draft], bool | None]


def judged(groups: Iterable[ChangedGroup], calibration: Calibration, judge: Judge) -> Iterator[Judged]:
    """Pairs and unpaired labels of these groups that `judge` knows; rewards keep their outcome's confidence."""
    for group in groups:
        made = derive(group.group_id, group.members, cutoffs=_NO_FLOOR, calibration=calibration)
        for draft in made.drafts:
            agrees = None if draft.kind == "reward" else judge(group.group_id, draft)
            if agrees is not None:
                yield _row(group.group_id, draft, agrees)


def _row(group_id: str, draft: Draft, agrees: bool) -> Judged:
    return Judged(draft.kind, rule_key(draft), draft.rule, group_id, agrees, draft.signals, draft.confidence)
