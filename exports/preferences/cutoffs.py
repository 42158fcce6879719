"""Every cut-off of the preference rules, in one value that travels with the group it is applied to.

They are starting values of the design unless a source is named, to be tuned on gold items. A what-if run gives the
rules another `Cutoffs`; what records were made with is named by `fingerprint()`. Shares, distances and
probabilities lie in [0, 1].
"""

import hashlib
from typing import Annotated

import msgspec
from msgspec import Meta

from telemetry.contracts import Frozen

Share = Annotated[float, Meta(ge=0, le=1)]
Seconds = Annotated[float, Meta(ge=0)]
Milliseconds = Annotated[float, Meta(ge=0)]
Factor = Annotated[float, Meta(gt=0)]
Count = Annotated[int, Meta(ge=1)]


class Cutoffs(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Decoding one from JSON checks names and ranges: `msgspec.ValidationError` tells what is wrong."""

    # Reading time: below it nobody can have judged what was on the screen.
    dwell_min_ms: Milliseconds = 1_000.0  # a side-by-side pick
    visible_min_ms: Milliseconds = 750.0  # a dismissal
    glimpse_max_ms: Milliseconds = 300.0  # seeing and reacting alone takes about that: below, a text was not read

    # Editing: the normalised Levenshtein distance between the suggestion and what the person made of it.
    edit_min: Share = 0.05  # below, the suggestion counts as unchanged
    edit_max: Share = 0.70  # above, it was replaced rather than edited
    # (distance below, margin); beyond the last the margin is 1
    edit_margins: tuple[tuple[Share, Share], ...] = ((0.15, 0.0), (0.30, 1 / 3), (0.50, 2 / 3))

    # Retention: the share of the accepted text still present.
    retention_horizon: Seconds = 300.0  # Copilot and VS Code's edit survival both look at five minutes
    retained_min: Share = 0.90  # unchanged and kept
    kept_min: Share = 0.80  # kept through an edit, or kept out of several generations
    gone_within: Seconds = 30.0  # the first horizon both VS Code and Copilot measure
    gone_max: Share = 0.20  # at most this share left: gone
    unlike_max: Share = 0.20  # containment of a passed-over text in what stands there now
    settled_min: Seconds = 10.0  # what a developer wrote instead has to stand this long
    comparable_ratio: Factor = 2.0  # the longer of two texts may be at most this many times the shorter
    replacement_weight: Share = 0.5

    # Generations
    regenerations_min: Count = 2  # how many rejected generations make "none was good"
    pairs_per_chosen: Count = 8  # one kept text must not flood a release with its siblings
    pairs_per_group: Count = 64

    # Copying
    copied_share_min: Share = 0.5  # a smaller excerpt says little about the whole text

    # Ratings given as a score in [0, 1]
    score_good: Share = 0.75
    score_bad: Share = 0.25

    # Position: the range of w = 0.5 / π, so that one rare pick cannot outweigh many.
    position_weight_range: tuple[Factor, Factor] = (0.5, 2.0)

    # People: the reliability a rule's starting confidence stands for, and the margin by how sure the votes are
    # where people disagree, on the scale of Llama 2's "small" margins.
    usual_reliability: Share = 0.80
    posterior_margins: tuple[tuple[Share, Share], ...] = ((0.60, 0.0), (0.75, 1 / 3), (0.90, 2 / 3))  # (below, margin)

    # Confidence: where tiers begin, and below what a record of each kind is not made.
    high_tier: Share = 0.90
    standard_tier: Share = 0.65  # of a prompt's surest pair; lower, wrong pairs rise faster than prompts covered
    # A tie counts as not agreed with, so a coin's confidence lies below one half. What is hardly better stays in the
    # low tier, to be looked at, and out of releases.
    floor_pair: Share = 0.40
    floor_unpaired: Share = 0.50
    floor_reward: Share = 0.0  # a reward is a measurement: its confidence says how whole it is, not whether it is so

    # Answers to one prompt the rules look at: they compare each with each, and 500 take them two seconds.
    candidates_per_group: Count = 500

    # Characters. Above this no edit distance is computed (quadratic time); the texts then make no edit pair.
    distance_max_chars: Count = 50_000

    def fingerprint(self) -> str:
        """64 hexadecimal digits that name every value, the defaults too."""
        values = msgspec.json.encode(msgspec.structs.asdict(self), order="sorted")
        return hashlib.sha256(values).hexdigest()

    def floor(self, kind: str) -> float:
        """The least confidence a `pair`, `unpaired` or `reward` is made with."""
        return {"pair": self.floor_pair, "unpaired": self.floor_unpaired}.get(kind, self.floor_reward)


DEFAULT_CUTOFFS = Cutoffs()
