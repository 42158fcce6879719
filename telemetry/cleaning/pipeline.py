"""The stages in order, and running them so that one bad interaction costs no other."""

import hashlib
from collections.abc import Sequence

from telemetry.cleaning.stage import AllFacts, Batch, Item, Stage
from telemetry.cleaning.stages.detect_language import DetectLanguage
from telemetry.cleaning.stages.drop_generated import DropGenerated
from telemetry.cleaning.stages.drop_near_duplicates import DropNearDuplicates
from telemetry.cleaning.stages.drop_replays import DropReplays
from telemetry.cleaning.stages.hold_contaminated import HoldContaminated, Indexes
from telemetry.cleaning.stages.hold_floods import HoldFloods
from telemetry.cleaning.stages.mark_parses import MarkParses
from telemetry.cleaning.stages.normalise import Normalise
from telemetry.cleaning.stages.redact import Redact
from telemetry.cleaning.stages.require import Require
from telemetry.contracts import Frozen, Interaction, Mark

RAISED = "raised"

STAGES_ALONE: tuple[Stage, ...] = (
    # Dropping comes first: what is dropped costs no scrubbing, and its marks hold no content. What is held is
    # scrubbed like the rest, for the curator who looks at it.
    Require(),
    DropReplays(),
    DropGenerated(),
    HoldFloods(),
    # Normalise before redacting: a NUL or a stray carriage return inside a secret must not hide it.
    Normalise(),
    DetectLanguage(),
    # Before redacting: a placeholder in a benchmark's problem would hide it.
    HoldContaminated(),
    Redact(),
    # Last: parsed is what training will see.
    MarkParses(),
)
STAGES_AMONG_KEPT: tuple[Stage, ...] = (
    # Only what all the others kept counts as something to repeat: what a flood holds must not cost an honest twin.
    DropNearDuplicates(),
)
DEFAULT_STAGES = STAGES_ALONE + STAGES_AMONG_KEPT


class Outcome(Frozen, frozen=True):
    """What became of one interaction: `kept`, `held`, `dropped` or `rejected` (a stage raised on it)."""

    state: str
    marks: tuple[Mark, ...]
    interaction: Interaction | None = None  # scrubbed; only where kept or held


def stages_alone(indexes: Indexes | None) -> tuple[Stage, ...]:
    """STAGES_ALONE with the benchmarks to look for."""
    return tuple(HoldContaminated(indexes) if stage.name == HoldContaminated.name else stage for stage in STAGES_ALONE)


def stages_version(stages: Sequence[Stage], indexes: Sequence[tuple[str, str]] = ()) -> str:
    """sha256 over the names and versions of the stages in order and of the benchmark indexes they look into, 64
    hexadecimal digits."""
    text = "\n".join(f"{name} {version}" for name, version in (*_versions(stages), *indexes))
    return hashlib.sha256(text.encode()).hexdigest()


def _versions(stages: Sequence[Stage]) -> list[tuple[str, str]]:
    return [(stage.name, str(stage.version)) for stage in stages]


def clean(interactions: Sequence[Interaction], facts: AllFacts, stages: Sequence[Stage]) -> dict[str, Outcome]:
    """The outcome of every interaction, by uid."""
    return _run([Item(interaction=interaction) for interaction in interactions], facts, stages)


def clean_further(outcomes: dict[str, Outcome], facts: AllFacts, stages: Sequence[Stage]) -> dict[str, Outcome]:
    """The outcomes after further stages, whose facts were known only after those before."""
    going = [
        Item(interaction=outcome.interaction, marks=outcome.marks, held=outcome.state == "held")
        for outcome in outcomes.values()
        if outcome.interaction is not None
    ]
    return outcomes | _run(going, facts, stages)


def _run(going: list[Item], facts: AllFacts, stages: Sequence[Stage]) -> dict[str, Outcome]:
    outcomes: dict[str, Outcome] = {}
    for stage in stages:
        survivors: list[Item] = []
        for before, after in zip(going, _apply(stage, going, facts), strict=True):
            if isinstance(after, Mark):
                outcomes[before.interaction.uid] = Outcome(state="rejected", marks=(*before.marks, after))
            elif after.dropped:
                outcomes[after.interaction.uid] = Outcome(state="dropped", marks=after.marks)
            else:
                survivors.append(after)
        going = survivors
    for item in going:
        state = "held" if item.held else "kept"
        outcomes[item.interaction.uid] = Outcome(state=state, marks=item.marks, interaction=item.interaction)
    return outcomes


def _apply(stage: Stage, batch: Batch, facts: AllFacts) -> Sequence[Item | Mark]:
    """Each item after the stage, or the mark of its rejection. A batch that raises is tried again one by
    one."""
    try:
        return stage.apply(batch, facts)
    except Exception as error:  # any failure of a scrubber means: nothing of this goes on
        if len(batch) == 1:
            # The error's type only: its message may quote the content.
            return [Mark(stage=stage.name, reason=RAISED, where=type(error).__name__)]
        return [result for item in batch for result in _apply(stage, [item], facts)]
