from exports.models.datasets import Build, Channel, Dataset, Pull, Release, ReleaseFile
from exports.models.records import Record

__all__ = ["Build", "Channel", "Dataset", "Pull", "Record", "Release", "ReleaseFile"]
