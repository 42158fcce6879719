"""The consent levels while a batch is read: what was known before, changed by the batch in its own order."""

from typing import Final, NamedTuple

from flywheel.projects.models import ConsentLevel

_STRICTNESS: Final = {ConsentLevel.FULL: 0, ConsentLevel.SIGNALS: 1, ConsentLevel.NONE: 2}


class Decision(NamedTuple):
    level: ConsentLevel
    decided_us: int  # microseconds since 1970


class Ledger:
    """Consent by developer pseudonym. The stricter of the project's policy and the developer's level
    holds.
    """

    def __init__(self, policy: ConsentLevel, known: dict[str, Decision]) -> None:
        self._policy = policy
        self._known = known

    def level(self, developer: str) -> ConsentLevel:
        decision = self._known.get(developer)
        return self._policy if decision is None else stricter(self._policy, decision.level)

    def record(self, developer: str, decision: Decision) -> bool:
        """Applies a decision from here on, unless a later one is known. True where it was applied."""
        before = self._known.get(developer)
        if before is not None and not supersedes(decision, before):
            return False
        self._known[developer] = decision
        return True


def supersedes(new: Decision, old: Decision) -> bool:
    """The later decision holds; of two at the same moment the stricter, so that no order of arrival
    matters.
    """
    if new.decided_us != old.decided_us:
        return new.decided_us > old.decided_us
    return _STRICTNESS[new.level] > _STRICTNESS[old.level]


def stricter(one: ConsentLevel, other: ConsentLevel) -> ConsentLevel:
    return one if _STRICTNESS[one] >= _STRICTNESS[other] else other
