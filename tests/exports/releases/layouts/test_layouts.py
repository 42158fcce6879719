"""Each layout, with its rows written out."""

import pyarrow as pa

from exports.releases.layouts import LAYOUTS
from exports.releases.schema import MESSAGES

PAIRS = pa.table(
    {
        "prompt": ["system: Be brief.\n\nuser: Sort it.", "def f():"],
        "prompt_messages": pa.array(
            [
                [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Sort it."}],
                [{"role": "user", "content": "def f():"}],
            ],
            MESSAGES,
        ),
        "chosen": ["sorted(xs)", "pass"],
        "rejected": ["xs.sort()", ""],
        "margin": [1.0, 0.0],
    }
)
UNPAIRED = pa.table({"prompt": ["a", "b", "c"], "completion": ["x", "", "z"], "label": [True, True, False]})
EXPECTED = {
    "trl_preference": [
        {"prompt": "system: Be brief.\n\nuser: Sort it.", "chosen": "sorted(xs)", "rejected": "xs.sort()"}
    ],
    "trl_preference_chat": [
        {
            "prompt": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Sort it."}],
            "chosen": [{"role": "assistant", "content": "sorted(xs)"}],
            "rejected": [{"role": "assistant", "content": "xs.sort()"}],
        }
    ],
    "trl_unpaired": [
        {"prompt": "a", "completion": "x", "label": True},
        {"prompt": "c", "completion": "z", "label": False},
    ],
}


def test_every_layout_gives_the_rows_its_trainer_reads() -> None:
    tables = {"pair": PAIRS, "unpaired": UNPAIRED}
    assert {layout.name: layout.project(tables[layout.kind]).to_pylist() for layout in LAYOUTS} == EXPECTED


def test_a_layout_keeps_its_schema_for_tables_without_rows() -> None:
    tables = {"pair": PAIRS.slice(0, 0), "unpaired": UNPAIRED.slice(0, 0)}
    for layout in LAYOUTS:
        assert layout.project(tables[layout.kind]).schema == layout.schema
