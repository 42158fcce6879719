"""Why an interaction is held, in words."""

from telemetry.assembly.sources import BUCKET_MS, FLOOD_LIMIT
from telemetry.cleaning.stages.hold_contaminated import COMMIT, HoldContaminated
from telemetry.cleaning.stages.hold_floods import HoldFloods
from telemetry.contracts import Mark


def why(mark: Mark) -> str:
    if mark.stage == HoldFloods.name:
        return (
            f"The developer began more than {FLOOD_LIMIT:,} interactions within {BUCKET_MS // 60_000} minutes, more"
            " than a person can. It may be a script."
        )
    if mark.stage == HoldContaminated.name and mark.where == COMMIT:
        return (
            f"It comes from a commit that a problem of the benchmark {mark.reason} was taken from. A model trained on"
            " it would be measured too well."
        )
    if mark.stage == HoldContaminated.name:
        problems = "a problem" if mark.count == 1 else f"{mark.count:,} problems"
        return (
            f"Its texts contain {problems} of the benchmark {mark.reason}. A model trained on it would be measured too"
            " well."
        )
    return f"The cleaning stage {mark.stage} found {mark.reason.replace('_', ' ')}."
