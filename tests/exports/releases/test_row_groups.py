import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from exports.releases.row_groups import RowGroups

TEXTS = st.lists(st.text(alphabet="ab", max_size=30), max_size=60)


def table(texts: list[str]) -> pa.Table:
    return pa.table({"prompt": pa.array(texts, pa.string())})


@given(TEXTS, st.data())
def test_borders_do_not_depend_on_how_rows_arrive(texts: list[str], data: st.DataObject) -> None:
    whole = RowGroups(max_rows=7, max_bytes=512 * 4)
    expected = [*whole.add(table(texts)), *whole.rest()]
    pieces, start = RowGroups(max_rows=7, max_bytes=512 * 4), 0
    found: list[pa.Table] = []
    while start < len(texts):
        end = data.draw(st.integers(start + 1, len(texts)))
        found += pieces.add(table(texts[start:end]))
        start = end
    found += pieces.rest()
    assert [group.to_pydict() for group in found] == [group.to_pydict() for group in expected]
    assert [text for group in found for text in group.column("prompt").to_pylist()] == texts


def test_a_group_ends_at_the_row_that_reaches_the_size() -> None:
    groups = RowGroups(max_rows=100, max_bytes=2_000)
    found = [*groups.add(table(["x" * 900] * 5)), *groups.rest()]
    assert [len(group) for group in found] == [2, 2, 1]  # 512 bytes of overhead and 900 of text a row
