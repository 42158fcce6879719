import pyarrow as pa
import pytest

from exports.releases import schema


def lists(*rows: list[str]) -> pa.ListArray:
    return pa.array(rows, pa.list_(pa.string()))


def test_a_single_user_message_is_its_content_and_several_are_labelled_blocks() -> None:
    roles = lists(["user"], ["system", "user"], ["system"], [])
    contents = lists(["a\nb"], ["Be brief.", "Sort it."], ["Only this."], [])
    assert schema.plain_prompts(roles, contents).to_pylist() == [
        "a\nb",
        "system: Be brief.\n\nuser: Sort it.",
        "system: Only this.",
        "",
    ]


def test_a_batch_of_single_user_messages_alone_and_one_without_rows() -> None:
    roles, contents = lists(["user"], ["user"], ["user"]), lists(["a"], ["b"], ["c"])
    assert schema.plain_prompts(roles, contents).to_pylist() == ["a", "b", "c"]
    assert schema.plain_prompts(roles.slice(1, 1), contents.slice(1, 1)).to_pylist() == ["b"]
    assert schema.plain_prompts(roles.slice(0, 0), contents.slice(0, 0)).to_pylist() == []


def test_messages_pair_roles_with_contents() -> None:
    found = schema.messages(lists(["system", "user"], ["user"]), lists(["S", "U"], ["V"]))
    assert found.to_pylist() == [
        [{"role": "system", "content": "S"}, {"role": "user", "content": "U"}],
        [{"role": "user", "content": "V"}],
    ]


def test_lists_that_are_not_parallel_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        schema.messages(lists(["user"]), lists(["a", "b"]))


def test_the_columns_trainers_read_are_never_null() -> None:
    nullable = {kind: {field.name for field in table if field.nullable} for kind, table in schema.SCHEMAS.items()}
    assert nullable == {
        "pair": {"propensity", "horizon_s"},
        "unpaired": {"propensity", "horizon_s"},
        "reward": {"propensity", "horizon_s", "reward"},
    }
