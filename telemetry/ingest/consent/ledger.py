"""The consent levels while a batch is read: what was known before, and what the batch itself makes stricter.

What holds for an event, and what a client may rely on:
- A post reads the levels after it arrived, and a `consent.changed` is answered 202 after COMMIT. So every
  event posted after that answer is bound by the decision, whichever server takes it.
- In its own batch a decision holds for what follows it where it is stricter. A looser one holds from the
  next post on: only storing shows whether its event id was free, and a conflicting copy must let nothing
  through.
- Of posts under way at the same time, each is bound by what was committed when it read the levels.
"""

from typing import Final, NamedTuple

from flywheel.projects.models import ConsentLevel

_STRICTNESS: Final = {ConsentLevel.FULL: 0, ConsentLevel.SIGNALS: 1, ConsentLevel.NONE: 2}


class Decision(NamedTuple):
    level: ConsentLevel
    decided_us: int  # microseconds since 1970


class Ledger:
    """Consent by developer pseudonym. The stricter of the project's policy and the developer's level holds."""

    def __init__(self, policy: ConsentLevel, known: dict[str, Decision]) -> None:
        self._policy = policy
        self._known = known
        self._in_force: dict[str, ConsentLevel] = {}

    def level(self, developer: str) -> ConsentLevel:
        level = self._in_force.get(developer)
        if level is None:
            decision = self._known.get(developer)
            level = self._policy if decision is None else stricter(self._policy, decision.level)
            self._in_force[developer] = level
        return level

    def record(self, developer: str, decision: Decision) -> bool:
        """Applies a decision unless a later one is known: from here on, or if it is looser from the next post
        on. True where it was applied.
        """
        before, in_force = self._known.get(developer), self.level(developer)
        if before is not None and not supersedes(decision, before):
            return False
        self._known[developer] = decision
        self._in_force[developer] = stricter(in_force, decision.level)
        return True


def supersedes(new: Decision, old: Decision) -> bool:
    """The later decision holds; of two at the same moment the stricter, so that no order of arrival matters."""
    if new.decided_us != old.decided_us:
        return new.decided_us > old.decided_us
    return _STRICTNESS[new.level] > _STRICTNESS[old.level]


def stricter(one: ConsentLevel, other: ConsentLevel) -> ConsentLevel:
    return one if _STRICTNESS[one] >= _STRICTNESS[other] else other
