from exports.models.datasets import Build, Channel, Dataset, Pull, Release, ReleaseFile
from exports.models.records import LeftOut, Record
from exports.models.trust import AppliedRules, Calibration, Finding, Hold, Screened, Verdict

__all__ = [
    "AppliedRules",
    "Build",
    "Calibration",
    "Channel",
    "Dataset",
    "Finding",
    "Hold",
    "LeftOut",
    "Pull",
    "Record",
    "Release",
    "ReleaseFile",
    "Screened",
    "Verdict",
]
