"""What is known to be true of a simulated world: a value read from a truth file, never seen by the pipeline.

Interactions are named by the 32 hexadecimal digits of their uid, as records name them; events by their id.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

import msgspec

from telemetry.contracts import Frozen, interaction_uid

# Interactions nobody should learn from. Planted secrets and personal data are not among them: those are redacted.
UNWANTED_KINDS = frozenset({"benchmark", "poison", "bot", "flood", "duplicate", "near_duplicate"})


class TruthError(ValueError):
    """A truth file cannot be read. The message says where."""


class World(Frozen, frozen=True, kw_only=True, tag="world", tag_field="what"):
    seed: int = 0
    name: str = ""
    parameters: dict[str, Any] = {}


class Text(Frozen, frozen=True, kw_only=True, tag="text", tag_field="what"):
    """One text, by the event that brought it. `quality` in [0, 1] is latent; `works`: it passes its tests."""

    event_id: str
    interaction_id: str
    candidate_id: str | None = None
    developer_id: str = ""
    task: str = ""
    quality: float
    works: bool
    length: int  # characters


class Task(Frozen, frozen=True, kw_only=True, tag="group", tag_field="what"):
    """Interactions of one prompt. `comparable`: texts of clearly different quality were on the screen."""

    task: str
    interactions: tuple[str, ...] = ()
    comparable: bool


class Planted(Frozen, frozen=True, kw_only=True, tag="planted", tag_field="what"):
    """`value` is the planted text or pattern, `of` the interaction a duplicate repeats."""

    kind: str
    interaction_id: str | None = None
    developer_id: str | None = None
    value: str | None = None
    of: str | None = None


class LookAlike(Frozen, frozen=True, kw_only=True, tag="lookalike", tag_field="what"):
    """Looks like a secret or like personal data and is neither: a digest, a test vector, a placeholder."""

    value: str
    interaction_id: str


class Developer(Frozen, frozen=True, kw_only=True, tag="developer", tag_field="what"):
    developer_id: str
    role: str


Line = World | Text | Task | Planted | LookAlike | Developer


class Truth:
    """`texts` by event id, `planted` and `look_alikes` in the file's order, `roles` by developer id."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.world = World()
        self.texts: dict[str, Text] = {}
        self.tasks: list[Task] = []
        self.planted: list[Planted] = []
        self.look_alikes: list[LookAlike] = []
        self.roles: dict[str, str] = {}
        for line in lines:
            self._add(line)

    def _add(self, line: Line) -> None:
        match line:
            case World():
                self.world = line
            case Text():
                self.texts[line.event_id] = line
            case Task():
                self.tasks.append(line)
            case Planted():
                self.planted.append(line)
            case LookAlike():
                self.look_alikes.append(line)
            case Developer():
                self.roles[line.developer_id] = line.role

    @cached_property
    def unwanted(self) -> frozenset[str]:
        """Interactions no record should come from."""
        return frozenset().union(*(self.interactions(kind) for kind in UNWANTED_KINDS))

    @cached_property
    def comparable(self) -> list[frozenset[str]]:
        """The comparable groups, by those of their interactions that should give records; none without such."""
        found = (frozenset(map(uid_of, one.interactions)) - self.unwanted for one in self.tasks if one.comparable)
        return [one for one in found if one]

    @cached_property
    def originals(self) -> dict[str, str]:
        """What an interaction that was planted as a repetition repeats."""
        copies = self.of_kind("duplicate", "near_duplicate")
        return {uid_of(one.interaction_id): uid_of(one.of) for one in copies if one.interaction_id and one.of}

    def of_kind(self, *kinds: str) -> list[Planted]:
        return [one for one in self.planted if one.kind in kinds]

    def interactions(self, kind: str) -> frozenset[str]:
        """The interactions in which something of this kind was planted."""
        return frozenset(uid_of(one.interaction_id) for one in self.of_kind(kind) if one.interaction_id)

    def developers(self, *roles: str) -> frozenset[str]:
        return frozenset(developer for developer, role in self.roles.items() if role in roles)


def uid_of(interaction_id: str) -> str:
    return interaction_uid(interaction_id).hex


_DECODER = msgspec.json.Decoder(Line)


def read(lines: Iterable[bytes]) -> Truth:
    """The truth of a file's lines. Raises TruthError with the number of the first line that is none."""
    return Truth(_decoded(lines))


def _decoded(lines: Iterable[bytes]) -> Iterator[Line]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _DECODER.decode(line)
            except (msgspec.DecodeError, ValueError) as error:
                raise TruthError(f"line {number} of the truth file is not understood: {error}") from error
