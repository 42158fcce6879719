import pytest

from exports.releases.versions import FIRST, Version, least_bump, stronger

OLD = {"content_digest": "a", "recipe_fingerprint": "r", "rules": {"outcome": 1}, "stages": {"redact": 1}, "rows": 10}


def test_bumps() -> None:
    assert [str(Version(1, 4, 2).bumped(bump)) for bump in ("patch", "minor", "major")] == [
        "1.4.3",
        "1.5.0",
        "2.0.0",
    ]
    assert str(FIRST) == "1.0.0"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"content_digest": "a"}, "patch"),
        ({"recipe_fingerprint": "s"}, "major"),
        ({"rules": {"outcome": 2}}, "major"),
        ({"stages": {"redact": 2}}, "major"),
        ({"stages": {"redact": 1, "normalise": 1}}, "major"),
        ({"rows": 9}, "major"),
        ({"rules": {"outcome": 1, "thumbs": 1}, "rows": 11}, None),
        ({}, None),
    ],
)
def test_what_the_manifests_alone_decide(changes: dict[str, object], expected: str | None) -> None:
    assert least_bump(OLD, {**OLD, "content_digest": "b", **changes}) == expected


def test_a_bump_asked_for_may_only_strengthen() -> None:
    assert [stronger("minor", asked) for asked in ("auto", "patch", "minor", "major")] == [
        "minor",
        "minor",
        "minor",
        "major",
    ]
