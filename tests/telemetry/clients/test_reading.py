"""What the checked readers take, and what counts as absent."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.clients import reading
from telemetry.ingest.errors import MalformedBatch

ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
)


@given(value=ANYTHING)
def test_every_reader_takes_anything(value: Any) -> None:
    values = {"x": value}
    assert isinstance(reading.text(values, "x"), str)
    assert reading.text_or_none(values, "x") == (value if isinstance(value, str) else None)
    assert "\0" not in reading.short_text(values, "x")
    assert reading.flag(values, "x") is (value if isinstance(value, bool) else None)
    assert isinstance(reading.inner(values, "x"), dict)
    assert all(isinstance(one, dict) for one in reading.inner_list(values, "x"))
    assert type(reading.whole(values, "x")) in {int, type(None)}
    assert reading.written_flag(values, "x") in {True, False, None}
    for found in (reading.number(values, "x"), reading.written_number(values, "x")):
        assert found is None or (not isinstance(found, bool) and abs(found) <= reading.LARGEST)
    reading.json_in(value)
    assert reading.object_in(value) is None or isinstance(value, dict | str)


@pytest.mark.parametrize(
    ("value", "plain", "written"),
    [
        (1, 1, 1),
        (0.5, 0.5, 0.5),
        ("0.5", None, 0.5),
        ("nan", None, None),
        ("1e16", None, None),
        (float("nan"), None, None),
        (10**400, None, None),
        (True, None, None),
        (-1, None, None),
    ],
)
def test_a_number_lies_within_its_bounds(value: Any, plain: float | None, written: float | None) -> None:
    assert reading.number({"x": value}, "x", least=0) == plain
    assert reading.written_number({"x": value}, "x", least=0) == written


def test_of_several_names_the_first_that_holds_something() -> None:
    assert reading.text({"a": "", "b": 5, "c": "found", "d": "later"}, "a", "b", "c", "d") == "found"
    assert reading.short_text({"a": "x\0" + "y" * 300}, "a") == "x" + "y" * 199


@pytest.mark.parametrize(
    ("name", "fits"), [("", False), ("x" * 200, True), ("x" * 201, False), ("a\0b", False), ("é", True)]
)
def test_an_id_fits_or_becomes_its_digest(name: str, fits: bool) -> None:
    assert reading.fits_id(name) is fits
    assert reading.fitting_id(name) == name if fits or not name else len(reading.fitting_id(name)) == 64


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://jane:s3cret@git.example:8443/o/r.git?token=x#y", "https://git.example:8443/o/r.git"),
        ("https://git.example/o/r", "https://git.example/o/r"),
        ("ssh://git@git.example/o/r", "ssh://git.example/o/r"),
        ("git@git.example:o/r.git", "git@git.example:o/r.git"),
        ("jane:s3cret@git.example:o/r", "git.example:o/r"),
        ("https://jane:s3cret@[::1]:8443/o/r", "https://[::1]:8443/o/r"),
        ("https://jane:s3cret@git.example:port/o", ""),
        ("https://[jane:s3cret@git.example/o", ""),
        ("https://jane:p@ss@git.example/o/r", "https://git.example/o/r"),
        ("//jane:s3cret@git.example/o/r", "//git.example/o/r"),
        ("jane:p@ss@git.example:o/r", "git.example:o/r"),
        ("https:jane:s3cret@git.example/o", "git.example/o"),
        ("git@git.example:o/r@v1", "git@git.example:o/r@v1"),
        ("/srv/jane@example/o", "/srv/jane@example/o"),
        ("", ""),
    ],
)
def test_no_form_of_an_address_keeps_a_password(url: str, kept: str) -> None:
    assert reading.without_credentials(url) == kept


@pytest.mark.parametrize(
    ("given", "path"),
    [("file:///srv/a%20b.py", "/srv/a b.py"), ("/srv/a%20b.py", "/srv/a%20b.py"), ("a\0.py", "a.py"), (5, "")],
)
def test_an_address_of_a_file_is_its_path(given: Any, path: str) -> None:
    assert reading.file_path({"x": given}, "x") == path


def test_json_in_a_text_is_read_as_deep_as_it_can_be_stored() -> None:
    assert reading.object_in('{"a": [1]}') == {"a": [1]}
    assert reading.object_in('{"a": ' * 100 + "1" + "}" * 100) is None
    assert reading.object_in("[" * 100_000) is None
    assert reading.object_in("\ud83d") is None


@pytest.mark.parametrize("body", [b"", b"[]", b"nonsense", b"\xff", b"[" * 100_000])
def test_a_body_is_a_json_object(body: bytes) -> None:
    with pytest.raises(MalformedBatch) as raised:
        reading.read_object(body)
    assert (raised.value.code, raised.value.status) == ("malformed_body", 400)


def test_a_long_text_is_its_beginning_and_its_end() -> None:
    assert reading.beginning_and_end("x" * reading.LONGEST_TEXT) == "x" * reading.LONGEST_TEXT
    cut = reading.beginning_and_end("a" * reading.LONGEST_TEXT + "z" * reading.LONGEST_TEXT)
    assert (cut[0], cut[-1], len(cut)) == ("a", "z", reading.LONGEST_TEXT + 3)
