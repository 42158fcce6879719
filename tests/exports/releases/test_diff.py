from collections.abc import Callable, Iterator

import pytest

from exports.models import Record, Release
from exports.releases import diff
from exports.releases.storage import release_storage
from tests.exports.factories import make_dataset, make_record

pytestmark = pytest.mark.django_db(transaction=True)


def compare(old: Release, new: Release) -> Iterator[diff.Changes]:
    storage = release_storage()
    return diff.compare(diff.Side(old.manifest, storage.open), diff.Side(new.manifest, storage.open))


def test_added_removed_changed_and_moved_records(
    build: Callable[..., Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diff, "BATCH_ROWS", 7)  # many batches on both sides
    dataset = make_dataset()
    records = [make_record(number=number, split_bucket=number * 99) for number in range(100)]
    label = make_record(number=500, unpaired=True)
    old = build(dataset)
    gone, changed, listed, moved = records[3], records[40], records[60], records[70]
    gone.delete()
    Record.objects.filter(pk=changed.pk).update(horizon_s=30)
    Record.objects.filter(pk=listed.pk).update(flags=["conflict"])
    Record.objects.filter(pk=moved.pk).update(split_bucket=9_999)
    Record.objects.filter(pk=label.pk).update(label=False)
    added = make_record(number=200)
    found = {
        (part.kind, part.change, row["record_id"], row["split"])
        for part in compare(old, build(dataset))
        for row in part.rows.to_pylist()
    }
    assert found == {
        ("pair", "removed", gone.record_id, "train"),
        ("pair", "changed", changed.record_id, "train"),
        ("pair", "changed", listed.record_id, "train"),
        ("pair", "changed", moved.record_id, "test"),
        ("pair", "added", added.record_id, "train"),
        ("unpaired", "changed", label.record_id, "train"),
    }


def test_counts(build: Callable[..., Release]) -> None:
    dataset = make_dataset()
    make_record(number=1)
    old = build(dataset)
    make_record(number=2)
    make_record(number=3, rewarded=True)
    nothing = {"added": 0, "removed": 0, "changed": 0}
    one = {**nothing, "added": 1}
    assert diff.count(compare(old, build(dataset))) == {"pair": one, "unpaired": nothing, "reward": one}
