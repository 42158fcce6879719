"""What becomes of a text once it stands in the file: tests, repairs, undo, formatters, branch switches, retention."""

import heapq
from collections.abc import Callable
from functools import lru_cache
from itertools import count

from flywheel.demo.world import outcomes
from flywheel.demo.world.code import Code, sites
from flywheel.demo.world.scribe import Scribe
from flywheel.demo.world.turn import Offer, Turn, damaged, restyled

HORIZONS = (15, 30, 120, 300, 600)  # seconds, as in the 21-programmer study and in Copilot
GRAM = 4  # characters: survival as VS Code's edit survival counts it


class Life:
    """The time after an acceptance: an agenda of what happens when, in seconds since then."""

    def __init__(self, turn: Turn, record: Scribe, offer: Offer) -> None:
        self._turn, self._record, self._offer = turn, record, offer
        self._since = record.now
        self._agenda: list[tuple[float, int, Callable[[float], None]]] = []
        self._order = count()  # of what is set for the same moment
        self.code: Code | None = offer.code
        self._seen_failing = False
        self._censored = ""

    def live(self, *, read: bool, loyal: bool = False) -> None:
        """Plays it to the end. `read`: it was read before; `loyal`: kept whatever it is like."""
        turn, world = self._turn, self._turn.world
        if turn.chance(world.tested):
            self._at(turn.rng.uniform(8, 90), self._test)
        if not loyal and (read or turn.chance(turn.world.late_look)):
            self._at(turn.rng.lognormvariate(3.2, 0.8) + (0 if read else 30), self._look_again)
        if turn.chance(world.formatter):
            self._at(turn.rng.uniform(3, 60), self._format)
        if turn.chance(world.drift):
            self._at(turn.rng.uniform(40, 600), self._drift)
        if turn.chance(world.branch_switch):
            self._at(turn.rng.uniform(10, 600), self._leave)
        last = turn.rng.choice(HORIZONS[1:-1]) if turn.chance(turn.world.unwatched) else HORIZONS[-1]
        for horizon in HORIZONS:
            if horizon <= last:
                self._at(horizon, self._capture)
        while self._agenda:
            seconds, _, happens = heapq.heappop(self._agenda)
            self._record.after(self._since, seconds)
            happens(seconds)

    def _at(self, seconds: float, happens: Callable[[float], None]) -> None:
        heapq.heappush(self._agenda, (seconds, next(self._order), happens))

    def _test(self, seconds: float) -> None:
        if self.code is not None and not self._censored:
            says = outcomes.run(self._turn, self._record, self._offer.candidate, self.code)
            if says is False:
                self._seen_failing = True
                self._at(seconds + self._turn.rng.uniform(5, 60), self._look_again)

    def _look_again(self, seconds: float) -> None:
        if self.code is None or self._censored:
            return
        turn = self._turn
        seen = turn.sees(self.code, turn.world.second_look)
        wanted = turn.person.pickiness
        if self._seen_failing:
            seen = min(seen, turn.world.failed_test)
        utilities = (seen, (seen + wanted) / 2 - turn.world.effort, wanted - turn.world.undo)
        (self._keep, self._edit, self._revert)[turn.choose(utilities)](seconds)

    def _keep(self, seconds: float) -> None:
        """Nothing to see."""

    def _edit(self, seconds: float) -> None:
        turn, candidate = self._turn, self._offer.candidate
        if self.code is None:
            return
        mended = turn.hide(mend(turn, self.code), "edit")
        if mended.text == self.code.text:
            return
        self.code = mended
        self._record.add_text(mended, "candidate.edited", candidate, final_text=mended.text, after_s=round(seconds, 1))
        if self._seen_failing or turn.chance(turn.world.tested):
            self._seen_failing = False
            self._at(seconds + turn.rng.uniform(5, 40), self._test)

    def _revert(self, seconds: float) -> None:
        self.code = None
        self._record.add("candidate.reverted", self._offer.candidate, after_s=round(seconds, 1))

    def _format(self, seconds: float) -> None:
        if self.code is not None and not self._censored:
            formatted = restyled(self.code, 2, self._turn.rng)
            if formatted.text != self.code.text:
                self.code = formatted
                self._record.add_text(
                    formatted, "candidate.edited", self._offer.candidate, actor="formatter",
                    final_text=formatted.text, after_s=round(seconds, 1),
                )  # fmt: skip

    def _drift(self, seconds: float) -> None:
        if self.code is not None:
            self.code = restyled(self.code, 1, self._turn.rng)

    def _leave(self, seconds: float) -> None:
        self._censored = self._turn.rng.choice(("branch_switched", "file_closed"))

    def _capture(self, seconds: float) -> None:
        after = round(seconds)
        add = self._record.add
        if self._censored:
            add("candidate.retained", self._offer.candidate, actor="system", after_s=after, censored=self._censored)
        elif self.code is not None and self._turn.chance(self._turn.world.captured_text):
            self._record.add_text(
                self.code, "candidate.retained", self._offer.candidate, after_s=after, text=self.code.text
            )
        else:
            left = survival(self._offer.code.text, self.code.text) if self.code is not None else 0.0
            add("candidate.retained", self._offer.candidate, after_s=after, fraction=left)


def mend(turn: Turn, code: Code) -> Code:
    """A person's edit: repairs what is noticed, fully or in part, or makes it worse; a habit of style comes along."""
    fully, partly, _ = turn.world.mending
    roll = turn.rng.random()
    if roll >= fully + partly:
        return damaged(code, 1, turn.rng)
    noticed = [fault for fault in code.faults if turn.rng.random() < notices(turn.person.skill, fault.severity)]
    if roll >= fully:
        noticed = noticed[:1]
    mended = code.without(noticed)
    if not noticed and turn.chance(turn.world.unfounded_edits):
        return _to_taste(turn, mended)
    return mended


def notices(skill: float, severity: float) -> float:
    """The chance to find a fault when working with the code: grave ones and skilled people find each other."""
    return 1 - float((1 - severity) ** (4 * skill))


def _to_taste(turn: Turn, code: Code) -> Code:
    found = sites(code.function)
    if found.improvements and turn.chance(turn.world.improving_edits):
        return code.plus(turn.rng.choice(found.improvements))
    return restyled(code, 1, turn.rng)


def survival(text: str, now: str) -> float:
    """The share of the text's 4-grams that are still there, 0–1, to three places."""
    if text == now:
        return 1.0
    before = _grams(text)
    return round(len(before & _grams(now)) / len(before), 3) if before else 0.0


@lru_cache(maxsize=512)
def _grams(text: str) -> frozenset[str]:
    packed = " ".join(text.split())
    return frozenset(packed[at : at + GRAM] for at in range(len(packed) - GRAM + 1))
