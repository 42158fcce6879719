"""Reading a truth file."""

import pytest

from exports.evaluation.truth import TruthError, read, uid_of


def test_every_kind_of_line_is_read() -> None:
    lines = [
        b'{"what":"world","seed":3,"name":"calm","parameters":{"noise":0.1}}',
        b'{"what":"text","event_id":"e","interaction_id":"i","candidate_id":null,"developer_id":"d","task":"t",'
        b'"quality":0.5,"works":true,"length":7}',
        b'{"what":"group","task":"t","interactions":["i","flooded"],"comparable":true}',
        b'{"what":"planted","kind":"flood","interaction_id":"flooded","developer_id":"d","value":null,"of":null}',
        b'{"what":"developer","developer_id":"d","role":"flooder","skill":0.5,"taste":[1]}',
        b'{"what":"lookalike","value":"d41d8cd98f","interaction_id":"i"}',
        b"",
    ]
    found = read(lines)
    assert (found.world.seed, found.world.name) == (3, "calm")
    assert found.texts["e"].quality == 0.5
    assert found.comparable == [{uid_of("i")}]
    assert [one.value for one in found.look_alikes] == ["d41d8cd98f"]
    assert found.developers("flooder") == {"d"}


def test_a_line_that_is_none_is_named() -> None:
    with pytest.raises(TruthError, match="line 2 of the truth file"):
        read([b'{"what":"world"}', b'{"what":"text","event_id":"e"}'])
