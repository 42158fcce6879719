"""Licences as SPDX writes them, where it is sure which is meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.assembly.interactions import assemble
from telemetry.assembly.licenses import spdx
from telemetry.contracts import interaction_uid
from tests.telemetry.builders import event, stored


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("mit", "MIT"),
        ("Apache 2.0", "Apache-2.0"),
        (" Apache License,  Version 2.0 ", "Apache-2.0"),
        ("BSD 3-Clause", "BSD-3-Clause"),
        ("mit OR apache-2.0", "MIT OR Apache-2.0"),
        ("(mit or Apache 2.0) and ISC", "(MIT OR Apache-2.0) AND ISC"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("GPL", "GPL"),
        ("BSD", "BSD"),
        ("See LICENSE and the notice", "See LICENSE and the notice"),
        ("Proprietary", "Proprietary"),
        ("", ""),
    ],
)
def test_spellings(told: str, expected: str) -> None:
    assert spdx(told) == expected
    assert spdx(expected) == expected


@given(st.text())
def test_nothing_is_put_right_twice(text: str) -> None:
    assert spdx(spdx(text)) == spdx(text)


@pytest.mark.parametrize(("told", "license_"), [("apache2", "Apache-2.0"), ({"type": "MIT"}, ""), (None, ""), (3, "")])
def test_an_interaction_has_the_licence_its_start_tells(told: object, license_: str) -> None:
    row = stored(event("interaction.started", data={"license": told, "prompt": {"prefix": "x"}}))
    assert assemble(interaction_uid("i1"), [row]).license == license_
