"""A record's explanation, read from what is stored now."""

from msgspec.structs import replace

from exports.calibration.verdicts import draft_of
from exports.models import Record
from exports.preferences.explaining.explanation import Explanation, explain
from exports.preferences.run import active_calibrations
from telemetry.clean_interactions import read_interactions

MOST_INTERACTIONS = 20  # of a record that many developers made; their events are alike


def explanation_of(record: Record) -> Explanation:
    draft = replace(draft_of(record), events=tuple(map(str, record.events)))
    behind = read_interactions(record.project_id, record.interactions[:MOST_INTERACTIONS])
    calibration = active_calibrations({record.project_id})[record.project_id]
    return explain(draft, [one.interaction for one in behind], calibration)
