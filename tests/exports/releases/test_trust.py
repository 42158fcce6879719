"""What a release says of how far its labels can be trusted."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from msgspec.structs import replace

from exports.models import Calibration as Row
from exports.models import Release
from exports.preferences.calibration import DEFAULT_CALIBRATION, Curve, FlipRate, Source, encode
from exports.releases.rule_statistics import Sums, added, length_bias, mean_confidence, sums
from exports.releases.trust import kind_facts
from tests.exports.factories import make_dataset, make_record

ROWS = pa.table(
    {
        "rule": ["picks", "picks", "edits", "picks"],
        "confidence": [0.9, 0.8, 0.7, 0.7],
        "chosen": ["aaaa", "b", "äöü", "same"],
        "rejected": ["a", "bbb", "x", "four"],
    }
)
GOLD = replace(
    DEFAULT_CALIBRATION,
    version="3",
    source=Source(name="gold", n=50),
    people={"f" * 32: 0.9},
    rule_flip_rates={"pair": {"picks": FlipRate(rate=0.08, low=0.0252, high=0.1779, n=50)}},
    curves={"pair": Curve(ece=0.021, n=50)},
)


def test_sums_by_rule_do_not_depend_on_how_the_rows_are_cut() -> None:
    whole = sums(ROWS)
    assert whole == {"picks": Sums(3, 24_000, 1, 1, 3 - 2), "edits": Sums(1, 7_000, 1, 0, 5)}
    assert added(sums(ROWS.slice(0, 2)), sums(ROWS.slice(2))) == whole
    assert mean_confidence(whole["picks"]) == 0.8
    assert length_bias(whole["picks"]) == {"pairs": 3, "longer": 0.5, "difference": 0.3}
    assert length_bias(Sums(records=2))["longer"] is None
    assert sums(ROWS.drop_columns(["chosen", "rejected"]))["edits"] == Sums(1, 7_000)


def test_a_kinds_facts_name_the_flip_rate_only_where_it_was_measured() -> None:
    facts = kind_facts("pair", sums(ROWS), GOLD)
    assert facts["rules"]["picks"]["flip_rate"] == {"rate": 0.08, "low": 0.0252, "high": 0.1779, "n": 50}
    assert facts["rules"]["edits"]["flip_rate"] is None
    assert facts["label_smoothing"] == pytest.approx(1 - 3.1 / 4, abs=1e-3)
    unsure = kind_facts("pair", {"picks": Sums(records=10, confidence=30_000)}, GOLD)
    assert unsure["label_smoothing"] == 0.45  # TRL divides by 1 − 2ε
    assert "label_smoothing" not in kind_facts("unpaired", {"picks": Sums(records=1)}, GOLD)


@pytest.mark.django_db(transaction=True)
def test_card_and_manifest_tell_it_and_name_nobody(
    build: Callable[..., Release], unpack: Callable[[Release], Path]
) -> None:
    dataset = make_dataset()
    make_record(number=1, rule="picks", confidence=0.9)
    make_record(number=2, rule="edits", contributors=["1" * 32])
    Row.objects.create(project=dataset.project, version=3, document=encode(GOLD).decode(), active=True)
    release = build(dataset)
    assert release.manifest["calibration"] == {
        "version": "3",
        "fingerprint": GOLD.fingerprint,
        "source": "gold, n=50",
        "ece": {"pair": 0.021},
    }
    card = (unpack(release) / "README.md").read_text()
    assert "which rests on gold, n=50 (calibration error out of sample: pair 0.021)" in card
    assert "| pair | `picks` | 1 | 0.9 | 0.08 (0.0252–0.1779) | 50 | gold, n=50 |" in card
    assert "| pair | `edits` | 1 | 0.8 | not measured | 0 | – |" in card
    assert "`label_smoothing=0.15`" in card
    assert "| all pairs | 2 | 0.0 | -1.0 |" in card
    assert "not calibrated" not in card
    assert "f" * 32 not in card + str(release.manifest)
