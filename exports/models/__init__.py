from exports.models.datasets import Build, Channel, Dataset, Pull, Release, ReleaseFile
from exports.models.records import LeftOut, Record

__all__ = ["Build", "Channel", "Dataset", "LeftOut", "Pull", "Record", "Release", "ReleaseFile"]
