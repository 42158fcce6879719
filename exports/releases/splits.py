"""From a record's split bucket to its split. The bucket is a stable hash: records never wander."""

import pyarrow as pa
import pyarrow.compute as pc

from exports.releases.recipe import BUCKETS, Splits

SPLITS = ("train", "validation", "test")


def upper_bounds(splits: Splits) -> tuple[int, int, int]:
    """The first bucket after each split: train is [0, first), validation [first, second), test the rest."""
    train = round(splits.train * BUCKETS)
    return train, train + round(splits.validation * BUCKETS), BUCKETS


def masks(buckets: pa.Array, splits: Splits) -> dict[str, pa.Array]:
    """For each split, which rows belong to it."""
    low = 0
    found = {}
    for split, high in zip(SPLITS, upper_bounds(splits), strict=True):
        found[split] = pc.and_(pc.greater_equal(buckets, low), pc.less(buckets, high))
        low = high
    return found
