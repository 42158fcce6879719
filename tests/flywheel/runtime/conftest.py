import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


def _folder() -> Iterator[Path]:
    """Outside pytest's own folder, which every test run closes to the user the embedded server runs as."""
    with tempfile.TemporaryDirectory(prefix="flywheel-runtime-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def state() -> Iterator[Path]:
    yield from _folder()


@pytest.fixture(scope="module")
def shared_state() -> Iterator[Path]:
    """One for all tests of a module: each finds what the one before left, as on a real machine."""
    yield from _folder()
