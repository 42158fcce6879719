"""The real telemetry of 21 programmers that the flow tests import."""

from pathlib import Path

import pytest

STUDY = Path(__file__).resolve().parents[3] / "shared" / "fixtures" / "real" / "copilot-study.native.jsonl"


def lines() -> list[bytes]:
    """Its 6 470 events, one JSON line each; skips the test where the file is not there."""
    if not STUDY.exists():
        pytest.skip(f"the study's telemetry is not beside the repository: {'/'.join(STUDY.parts[-4:])}")
    return STUDY.read_bytes().splitlines()
