"""A whole build: what is selected, which version it gets, and that the same rows give the same bytes."""

import json
import random
import uuid
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from exports.models import Build, Dataset, Record, Release
from exports.releases import run
from exports.releases.recipe import Recipe
from exports.releases.run import BuildError, request_build, run_build
from telemetry.clean_interactions import STAGES
from tests.exports.factories import make_dataset, make_project, make_record

pytestmark = pytest.mark.django_db(transaction=True)

RunBuild = Callable[..., Release]
Unpack = Callable[[Release], Path]


def dataset_with(recipe: Recipe | None = None) -> Dataset:
    return make_dataset(recipe=(recipe or Recipe()).as_dict())


def record_ids(folder: Path, table: str, split: str = "*") -> set[str | None]:
    return {
        record_id
        for path in folder.glob(f"{table}/{split}-*.parquet")
        for record_id in pq.read_table(path).column("record_id").to_pylist()
    }


def test_the_first_release_is_1_0_0_and_latest(build: RunBuild) -> None:
    dataset = dataset_with()
    make_record(number=1)
    release = build(dataset)
    assert release.version == "1.0.0"
    assert release.channel_set.get().name == "latest"
    assert release.row_count == 1
    assert Build.objects.get().state == "done"
    assert Build.objects.get().progress == 1.0


def test_every_column_of_a_pair_reaches_the_file(build: RunBuild, unpack: Unpack) -> None:
    dataset = dataset_with()
    record = make_record(number=7, propensity=0.5, horizon_s=300, flags=["conflict"], checkpoint="step-1")
    (row,) = pq.read_table(next(unpack(build(dataset)).glob("pairs/*.parquet"))).to_pylist()
    assert row == {
        "record_id": record.record_id,
        "prompt": "def total_7():\n",
        "prompt_messages": [{"role": "user", "content": "def total_7():\n"}],
        "chosen": "    return 7\n",
        "rejected": "    pass  # 7\n",
        "margin": 1 / 3,
        "confidence": 0.8,
        "weight": 1.0,
        "tier": "standard",
        "rule": "accepted_edit",
        "rule_version": 1,
        "group_id": record.group_id,
        "surface": "completion",
        "language": "python",
        "repository": "acme/shop",
        "file_path": "shop/cart.py",
        "model_chosen": "coder-1",
        "model_rejected": "coder-1",
        "checkpoint": "step-1",
        "propensity": 0.5,
        "horizon_s": 300,
        "contributors": ["0" * 32],
        "flags": ["conflict"],
        "observed_at": record.observed_at,
        "interactions": [str(record.interactions[0])],
        "events": [str(record.events[0])],
    }


def test_the_same_records_give_the_same_bytes_in_another_project_and_order(build: RunBuild) -> None:
    numbers = list(range(40))
    for number in numbers:
        make_record(number=number, split_bucket=number * 250)
    first = build(dataset_with())
    random.Random(1).shuffle(numbers)
    other = make_project(slug="elsewhere")
    for number in numbers:
        make_record(number=number, split_bucket=number * 250, project=other)
    second = build(make_dataset(project=other, name="other-name"))
    assert files(first) == files(second)
    assert first.sha == second.sha


def files(release: Release) -> dict[str, str]:
    return dict(release.files.values_list("path", "sha256"))


def test_nothing_new_ends_at_the_release_that_is_there(build: RunBuild) -> None:
    dataset = dataset_with()
    make_record(number=1)
    assert build(dataset) == build(dataset)
    assert Release.objects.count() == 1
    assert build(dataset, bump="minor").version == "1.1.0"


def test_rows_added_are_minor_and_rows_changed_or_removed_are_major(build: RunBuild) -> None:
    dataset = dataset_with()
    make_record(number=1)
    make_record(number=2)
    versions = [build(dataset).version]
    make_record(number=3)
    versions.append(build(dataset).version)
    Record.objects.filter(language="python").update(weight=0.5)
    versions.append(build(dataset).version)
    Record.objects.order_by("id")[0].delete()
    versions.append(build(dataset).version)
    dataset.recipe = Recipe(min_confidence=0.1).as_dict()
    dataset.save()
    versions.append(build(dataset).version)
    assert versions == ["1.0.0", "1.1.0", "2.0.0", "3.0.0", "4.0.0"]


def test_a_record_that_moves_to_another_split_is_a_change(build: RunBuild) -> None:
    dataset = dataset_with()
    make_record(number=1)
    make_record(number=2)
    build(dataset)
    Record.objects.filter(chosen__contains="1").update(split_bucket=9_999)
    assert build(dataset).version == "2.0.0"


def test_a_merged_record_whose_lineage_grew_is_a_change(build: RunBuild) -> None:
    dataset = dataset_with()
    record = make_record(number=1)
    build(dataset)
    Record.objects.update(events=[*record.events, uuid.UUID(int=7)])
    assert build(dataset).version == "2.0.0"


def test_another_version_of_a_cleaning_stage_is_major_even_where_no_row_changed(
    build: RunBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = dataset_with()
    make_record(number=1)
    first = build(dataset)
    assert first.manifest["stages"] == STAGES
    assert {"normalise", "redact"} <= STAGES.keys()
    monkeypatch.setattr(run, "STAGES", {**STAGES, "redact": STAGES["redact"] + 1})
    second = build(dataset)
    assert (second.version, second.sha != first.sha) == ("2.0.0", True)


def test_a_group_of_two_splits_stays_in_train_alone(build: RunBuild, unpack: Unpack) -> None:
    dataset = dataset_with()
    kept = make_record(number=1, group_id="g", split_bucket=0)
    make_record(number=2, group_id="g", split_bucket=9_400)
    make_record(number=3, group_id="g", split_bucket=9_999)
    make_record(number=4, group_id="g", split_bucket=9_999, unpaired=True)
    held_out = make_record(number=5, group_id="h", split_bucket=9_400)
    make_record(number=6, group_id="h", split_bucket=9_500)
    release = build(dataset)
    folder = unpack(release)
    assert record_ids(folder, "pairs", "train") == {kept.record_id}
    assert record_ids(folder, "pairs", "validation") == {held_out.record_id}
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.md",
        "manifest.json",
        "pairs",
        "trl_preference",
        "trl_preference_chat",
    ]
    assert release.manifest["kinds"]["pair"]["left_out"] == {"split_conflict": 3}


def test_splits_meet_at_their_bounds(build: RunBuild, unpack: Unpack) -> None:
    dataset = dataset_with()
    made = {
        bucket: make_record(number=bucket, split_bucket=bucket) for bucket in (0, 8_999, 9_000, 9_499, 9_500, 9_999)
    }
    folder = unpack(build(dataset))
    by_split = {split: record_ids(folder, "pairs", split) for split in ("train", "validation", "test")}
    assert by_split == {
        "train": {made[0].record_id, made[8_999].record_id},
        "validation": {made[9_000].record_id, made[9_499].record_id},
        "test": {made[9_500].record_id, made[9_999].record_id},
    }


def test_thumbs_are_at_most_a_fifth(build: RunBuild, unpack: Unpack) -> None:
    dataset = dataset_with()
    for number in range(8):
        make_record(number=number)
    thumbs = sorted(make_record(number=number, unpaired=True, rule="rated").record_id for number in range(10, 20))
    release = build(dataset)
    assert record_ids(unpack(release), "unpaired") == set(thumbs[:2])
    assert release.manifest["kinds"]["unpaired"]["left_out"] == {"thumbs_share": 8}


def test_the_recipe_selects_and_counts_what_it_leaves_out(build: RunBuild, unpack: Unpack) -> None:
    recipe = Recipe(kinds=("pair",), languages=("python",), models=("coder-1",), min_confidence=0.5, min_margin=0.3)
    kept = make_record(number=1)
    make_record(number=2, unpaired=True)
    make_record(number=3, language="go")
    make_record(number=4, model_chosen="other", model_rejected="")
    also = make_record(number=5, model_chosen="other")
    make_record(number=6, confidence=0.4)
    make_record(number=7, margin=0.2)
    make_record(number=8, tier="low")
    release = build(dataset_with(recipe))
    assert record_ids(unpack(release), "pairs") == {kept.record_id, also.record_id}
    assert release.manifest["kinds"]["pair"]["left_out"] == {
        "languages": 1,
        "min_confidence": 1,
        "min_margin": 1,
        "models": 1,
        "pair_tiers": 1,
    }


def test_an_empty_completion_stays_in_the_canonical_table_alone(build: RunBuild) -> None:
    dataset = dataset_with()
    make_record(number=1)
    make_record(number=2, rejected="")
    layouts = build(dataset).manifest["layouts"]
    counted = {name: (layout["rows"], layout["left_out"]) for name, layout in layouts.items()}
    assert counted == {"pairs": (2, 0), "trl_preference": (1, 1), "trl_preference_chat": (1, 1)}


def test_another_projects_records_stay_out(build: RunBuild) -> None:
    dataset = dataset_with()
    make_record(number=1)
    make_record(number=2, project=make_project(slug="rival"))
    assert build(dataset).row_count == 1


def test_nothing_to_release_fails_with_words() -> None:
    request = request_build(dataset_with())
    with pytest.raises(BuildError, match="nothing to release"):
        run_build(request.pk)
    request.refresh_from_db()
    assert (request.state, request.error) == (
        "failed",
        "There is nothing to release: no record matches the recipe.",
    )


def test_a_recipe_that_no_longer_reads_fails_with_words() -> None:
    request = request_build(make_dataset(recipe={"min_confidenc": 1}))
    with pytest.raises(BuildError, match="min_confidenc"):
        run_build(request.pk)


def test_the_manifest_and_card_hold_no_project_version_or_time(build: RunBuild, unpack: Unpack) -> None:
    dataset = dataset_with()
    make_record(number=1, repository="", file_path="")
    release = build(dataset)
    folder = unpack(release)
    text = (folder / "manifest.json").read_text() + (folder / "README.md").read_text()
    assert "1.0.0" not in text
    assert "acme" not in text
    assert str(release.created_at.year) not in text
    assert json.loads((folder / "manifest.json").read_text()) == release.manifest


def test_names_from_clients_cannot_break_the_card(build: RunBuild, unpack: Unpack) -> None:
    dataset = dataset_with()
    make_record(number=1, language="a|b\n## <script>")
    assert "| pair | `a\\|b ## &lt;script>` | 1 |" in (unpack(build(dataset)) / "README.md").read_text()
