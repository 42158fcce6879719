"""The frozen values that cross module and package borders. No Django, no clock, no I/O.

Times are integer milliseconds since the epoch, UTC, already corrected for the client's clock skew.
"""

import hashlib
import uuid
from typing import Any, NamedTuple

import msgspec

Text = str | None  # None where consent kept the text from being stored


class Frozen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Base of all contract values: immutable, comparable, encodable as JSON. The garbage collector need not look at
    them: what is frozen is in no circle."""


class Message(Frozen, frozen=True):
    role: str
    content: str


class Prompt(Frozen, frozen=True):
    """What the model was asked: a completion (prefix, suffix), an instruction with context, or messages."""

    prefix: Text = None
    suffix: Text = None
    instruction: Text = None
    context: Text = None
    messages: tuple[Message, ...] = ()


class Signal(Frozen, frozen=True):
    """One thing that happened to a candidate or an interaction. `data` is the wire event's `data`,
    validated."""

    event_id: str
    type: str
    at: int
    actor: str = "human"
    developer: str = ""
    data: dict[str, Any] = {}

    @property
    def order(self) -> tuple[int, int, str]:
        """Sorts signals in time; within one millisecond as the client counted them (`data.sequence`)."""
        return (self.at, sequence_of(self.data), self.event_id)


class Candidate(Frozen, frozen=True):
    """One model output. `signals` are in their `order`; `generated` is the event that brought the
    text."""

    candidate_id: str
    text: Text = None
    text_digest: str = ""
    text_length: int = 0
    model: str = ""
    checkpoint: str = ""
    params: dict[str, Any] = {}
    latency_ms: float | None = None
    logprob_sum: float | None = None
    finish_reason: str = ""
    propensity: float | None = None
    generated_event_id: str = ""
    generated_at: int | None = None
    parses: bool | None = None  # set by cleaning: None where no grammar knows the language
    signals: tuple[Signal, ...] = ()


class Interaction(Frozen, frozen=True):
    """One request for code with its candidates and outcomes, as assembled from every event known so far.

    `uid` is 32 hexadecimal digits derived from the interaction id alone, so it is the same after a rebuild.
    `signals` holds what concerns no single candidate: comparisons, outcomes, tool events.
    """

    uid: str
    interaction_id: str
    session_id: str = ""
    developer: str = ""
    surface: str = ""
    language: str = ""
    file_path: str = ""
    repository: str = ""
    commit: str = ""
    license: str = ""  # of the repository, as an SPDX identifier, where the client tells it
    prompt: Prompt | None = None
    prompt_digest: str = ""
    started_event_id: str = ""
    started_at: int | None = None
    first_at: int = 0
    last_at: int = 0
    event_count: int = 0
    oversized: bool = False  # too many events to assemble: nothing else is filled in
    merged_into: str = ""  # uid of the interaction that holds these events now; nothing else is filled in
    superseded: tuple[str, ...] = ()  # ids of later starts and generations of the same thing, which lost
    unreadable: int = 0  # stored events that are no longer understood
    candidates: tuple[Candidate, ...] = ()
    signals: tuple[Signal, ...] = ()


class Mark(Frozen, frozen=True):
    """What a cleaning stage did or saw, countable by (stage, reason). `where` names the field, never its
    content."""

    stage: str
    reason: str
    where: str = ""
    count: int = 1

    @property
    def name(self) -> str:
        return f"{self.stage}:{self.reason}"


class CleanInteraction(Frozen, frozen=True):
    """A scrubbed interaction. Candidates of equal `group_id` answered the same prompt and may be compared."""

    interaction: Interaction
    group_id: str  # 64 hexadecimal digits
    marks: tuple[Mark, ...] = ()


class ChangedGroup(Frozen, frozen=True):
    """A group whose clean interactions changed, with all of them as they are now, ordered by uid."""

    project_id: int
    group_id: str
    members: tuple[CleanInteraction, ...] = ()


class Rhythm(NamedTuple):
    """When a developer decided things on one day (UTC, `YYYY-MM-DD`). Counts interactions in which a person decided.

    `gaps` are the times between successive ones that are no pause, in seconds, as number, sum and sum of squares.
    """

    developer: str
    day: str
    decisions: int
    fast: int
    shown: int
    accepted: int
    gaps: int
    gap_sum: float
    gap_square_sum: float
    active_hours: int
    busiest_hour: int
    busiest_count: int


def sequence_of(data: dict[str, Any]) -> int:
    """The client's own count of its events, where it keeps one."""
    sequence = data.get("sequence")
    return sequence if isinstance(sequence, int) else 0


def interaction_uid(interaction_id: str) -> uuid.UUID:
    """The identity of an interaction: derived from its id alone, so any installation and any rebuild
    agree."""
    digest = hashlib.sha256(b"interaction\0" + interaction_id.encode("utf-8", "surrogatepass")).digest()
    return uuid.UUID(bytes=digest[:16])
