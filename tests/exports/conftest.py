from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from exports.models import Dataset, Release
from exports.releases.run import request_build, run_build
from exports.releases.storage import release_storage


@pytest.fixture(autouse=True)
def storage(settings: Settings, tmp_path: Path) -> Path:
    """Release files of the test go to a folder of their own."""
    settings.FLYWHEEL_HOME = tmp_path / "home"
    settings.FLYWHEEL_STORAGE_URL = str(tmp_path / "objects")
    return tmp_path / "objects"


@pytest.fixture
def build() -> Callable[..., Release]:
    """build(dataset) runs a whole build and gives its release."""

    def run(dataset: Dataset, bump: str = "auto") -> Release:
        return run_build(request_build(dataset, bump).pk)

    return run


@pytest.fixture
def unpack(tmp_path: Path) -> Callable[[Release], Path]:
    """unpack(release) lays its files out in a folder, as a person who downloaded them has them."""

    def lay_out(release: Release) -> Path:
        folder = tmp_path / f"release-{release.version}"
        for file in release.files.all():
            path = folder / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"".join(release_storage().chunks(file.sha256)))
        return folder

    return lay_out
