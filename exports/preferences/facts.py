"""What was seen of one candidate, as typed values. Times `at` are epoch milliseconds, `after_s` seconds."""

from typing import NamedTuple

from exports.preferences.calibration import DEFAULT_CALIBRATION, Calibration
from exports.preferences.cutoffs import DEFAULT_CUTOFFS, Cutoffs
from telemetry.contracts import Frozen, Message


class Fact(Frozen, frozen=True, kw_only=True):
    """One signal, reduced to its evidence."""

    event_id: str
    at: int
    developer: str = ""


class Acceptance(Fact, frozen=True, kw_only=True):
    whole: bool = True


class Dismissal(Fact, frozen=True, kw_only=True):
    reason: str = ""  # empty: the client does not say, so it was shown and not taken, no more
    visible_ms: float | None = None


class Edit(Fact, frozen=True, kw_only=True):
    """`is_material`: more of it changed than style, or so much that nothing is left to be said of the suggestion."""

    final_text: str
    after_s: float
    distance: float | None = None
    is_material: bool = True


class Retention(Fact, frozen=True, kw_only=True):
    """`fraction` of the candidate's text present `after_s` seconds after it was taken or passed over."""

    after_s: float
    fraction: float
    text: str | None = None


class Copy(Fact, frozen=True, kw_only=True):
    text: str | None = None
    pasted: bool = False


class Regeneration(Fact, frozen=True, kw_only=True):
    feedback: str = ""


class Rating(Fact, frozen=True, kw_only=True):
    good: bool | None


class Outcome(Fact, frozen=True, kw_only=True):
    """`passed` is None where it is missing: an infrastructure failure or time-out says nothing of code."""

    kind: str
    passed: bool | None


class Ref(NamedTuple):
    """A candidate's name across interactions."""

    uid: str
    candidate_id: str


class Comparison(Fact, frozen=True, kw_only=True):
    outcome: str
    chosen: Ref | None = None
    others: tuple[Ref, ...] = ()
    positions: dict[str, int] = {}
    randomized: bool = False
    dwell_ms: float | None = None
    strength: int | None = None


class ToolCall(Frozen, frozen=True, kw_only=True):
    """A proposed tool call, in order of proposal. `decision` is a person's; None where nobody decided."""

    uid: str
    index: int
    text: str  # canonical JSON of {"name", "arguments"}
    proposed: Fact
    decision: Fact | None = None
    approved: bool | None = None
    broken: Fact | None = None


class Observation(Frozen, frozen=True, kw_only=True):
    """Everything known about one candidate. Only people's signals are here, except for `outcomes`, which are
    facts about code whoever ran it, and `shown`, which is a fact about the screen."""

    ref: Ref
    text: str
    language: str = ""
    model: str = ""
    checkpoint: str = ""
    finish_reason: str = ""
    propensity: float | None = None
    parses: bool | None = None
    origin: tuple[Fact, ...] = ()  # the request and the generation
    shown: Fact | None = None
    position: int | None = None
    randomized: bool = False
    accepted: Acceptance | None = None
    dismissed: Dismissal | None = None
    edit: Edit | None = None
    retention: tuple[Retention, ...] = ()  # valid horizons only, ascending
    lasting: Retention | None = None  # R₃₀₀: the first valid horizon at five minutes or later
    censored_at_s: float | None = None
    reverted_at_s: float | None = None
    reverted: Fact | None = None
    copied: Copy | None = None
    regenerated: Regeneration | None = None
    ratings: tuple[Rating, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    edited_outcomes: tuple[Outcome, ...] = ()  # of what the person made of it


class Group(Frozen, frozen=True, kw_only=True):
    """The candidates that answered one prompt, in order of (uid, candidate_id)."""

    group_id: str
    prompt: tuple[Message, ...]
    observations: tuple[Observation, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    tool_calls: tuple[ToolCall, ...] = ()
    language: str = ""  # empty where no client tells
    baselines: dict[str, bool | None] = {}  # by uid: did the tests pass before any candidate?
    cutoffs: Cutoffs = DEFAULT_CUTOFFS
    calibration: Calibration = DEFAULT_CALIBRATION
