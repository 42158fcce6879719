"""The documentation names what exists, and only that."""

import re

from flywheel import env
from telemetry.ingest.error_codes import ERROR_CODES

README = (env.BASE_DIR / "README.md").read_text()
NAMES = [variable.name for variable in env.VARIABLES]


def test_the_readme_lists_every_variable_once() -> None:
    assert re.findall(r"^\| `([A-Z_]+)` \|", README, flags=re.MULTILINE) == NAMES


def test_the_example_environment_lists_every_variable_with_its_default() -> None:
    lines = (env.BASE_DIR / ".env.example").read_text().splitlines()
    assert [line for line in lines if "=" in line and not line.startswith("# ")] == [
        f"#{variable.name}={variable.default}" for variable in env.VARIABLES
    ]


def test_every_error_code_is_documented_with_its_status() -> None:
    documented = re.findall(r"^\| `([a-z_]+)` \| (\d+) \|", README, flags=re.MULTILINE)
    assert documented == [(error.code, str(error.status)) for error in ERROR_CODES]
