from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from exports.models import Release, ReleaseFile
from tests.exports.factories import make_dataset, make_record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def release(build: Callable[..., Release]) -> Release:
    make_record(number=1)
    return build(make_dataset())


def test_an_untouched_release_verifies(release: Release, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify", "code", "1.0.0", "--project", "acme")
    assert capsys.readouterr().out == "code 1.0.0: 5 files as published\n"


@pytest.mark.parametrize("path", ["pairs/train-00000-of-00001.parquet", "README.md", "manifest.json"])
def test_a_changed_byte_is_found(release: Release, storage: Path, path: str) -> None:
    sha256 = release.files.get(path=path).sha256
    stored = storage / sha256[:2] / sha256
    content = bytearray(stored.read_bytes())
    content[-1] ^= 1
    stored.write_bytes(content)
    with pytest.raises(CommandError, match=f"^{path} has SHA-256"):
        call_command("verify", "code", "latest", "--project", "acme")


def test_a_missing_object_is_found(release: Release, storage: Path) -> None:
    sha256 = release.files.get(path="README.md").sha256
    (storage / sha256[:2] / sha256).unlink()
    with pytest.raises(CommandError, match=r"README.md The object .* cannot be read"):
        call_command("verify", "code", "latest", "--project", "acme")


def test_a_row_that_disagrees_with_the_manifest_is_found(release: Release) -> None:
    other = release.files.get(path="README.md").sha256
    ReleaseFile.objects.filter(path__startswith="pairs/").update(sha256=other)
    with pytest.raises(CommandError, match="is not the file the manifest names"):
        call_command("verify", "code", "latest", "--project", "acme")
