"""What a project's latest records look like by rule, language or model, with pandas: for people, not for training."""

from typing import Any, Final

import pandas as pd
from django.db.models.functions import Length

from exports.models import Record

SAMPLE: Final = 10_000  # the latest records looked at; enough for shares, quick enough for a page
GROUPINGS: Final = ("rule", "language", "tier", "model_chosen", "surface")
_COLUMNS = ("kind", *GROUPINGS, "confidence", "margin", "weight", "label", "reward")


def statistics(project_id: int, by: str) -> list[dict[str, Any]]:
    """One row for each kind and value of `by` (one of GROUPINGS); see `summarise`."""
    latest = Record.objects.filter(project_id=project_id).order_by("-pk")
    lengths = {"chosen_length": Length("chosen"), "rejected_length": Length("rejected"), "length": Length("completion")}
    rows = latest.annotate(**lengths).values(*_COLUMNS, *lengths)[:SAMPLE]
    return summarise(pd.DataFrame.from_records(list(rows), columns=[*_COLUMNS, *lengths]), by)


def summarise(records: pd.DataFrame, by: str) -> list[dict[str, Any]]:
    """Counts and means, None where nothing has a value.

    `wanted` is the share of true labels, `longer` the share of pairs whose chosen text is the longer one (a share far
    from one half says that length may be what was preferred), `length` the median of the chosen or only text, in
    characters.
    """
    pairs = records["kind"] == Record.Kind.PAIR
    frame = records.assign(
        wanted=records["label"].astype("Float64"),
        reward=records["reward"].astype("Float64"),
        margin=records["margin"].astype("Float64").where(pairs),
        longer=(records["chosen_length"] > records["rejected_length"]).astype("Float64").where(pairs),
        length=records["length"].astype("Float64").fillna(records["chosen_length"].astype("Float64")),
    )
    summary = frame.groupby(["kind", by], as_index=False).agg(
        records=("confidence", "size"),
        confidence=("confidence", "mean"),
        weight=("weight", "mean"),
        margin=("margin", "mean"),
        wanted=("wanted", "mean"),
        reward=("reward", "mean"),
        longer=("longer", "mean"),
        length=("length", "median"),
    )
    ordered = summary.rename(columns={by: "value"}).sort_values(
        ["kind", "records", "value"], ascending=[True, False, True]
    )
    plain = ordered.astype(object).where(ordered.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]
