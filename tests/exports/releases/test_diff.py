import uuid
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
    nothing = {"added": 0, "removed": 0, "changed": 0, "columns": {}}
    one = {**nothing, "added": 1}
    assert diff.count(compare(old, build(dataset))) == {"pair": one, "unpaired": nothing, "reward": one}


def test_the_counts_say_which_columns_changed(build: Callable[..., Release], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diff, "BATCH_ROWS", 2)
    dataset = make_dataset()
    records = [make_record(number=number) for number in range(9)]
    old = build(dataset)
    for record in records[:4]:
        Record.objects.filter(pk=record.pk).update(events=[*record.events, uuid.UUID(int=record.pk)])
    Record.objects.filter(pk=records[3].pk).update(split_bucket=9_999, horizon_s=30)
    records[8].delete()
    new = build(dataset)
    assert new.version == "2.0.0"  # the texts are the same, but rows were edited
    assert diff.count(compare(old, new))["pair"] == {
        "added": 0,
        "removed": 1,
        "changed": 4,
        "columns": {"events": 4, "horizon_s": 1, "split": 1},
    }
