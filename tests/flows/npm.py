"""Real clients from npm, fetched once into a cache folder."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def installed(package: str, version: str, program: str) -> Path:
    """The package's program.

    Skips where node or npm is missing. Where they are there, a registry out of reach skips too, except in CI: there
    it fails, so that the test with the real client cannot go missing unnoticed.
    """
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip(f"{package} needs node and npm, which are not installed")
    cache = Path.home() / ".cache" / "flywheel-tests" / f"{program}-{version}"
    path = cache / "node_modules" / ".bin" / program
    failure = "" if path.exists() else _install(cache, f"{package}@{version}")
    if failure and os.environ.get("CI"):
        pytest.fail(f"{package} {version} could not be installed from npm: {failure}")
    if failure:
        pytest.skip(f"{package} {version} could not be installed from npm: {failure}")
    return path


def _install(cache: Path, package: str) -> str:
    """Why it failed; empty where it did not."""
    cache.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", package, "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        done = subprocess.run(command, cwd=cache, capture_output=True, text=True, check=False, timeout=240)
    except subprocess.TimeoutExpired:
        return "npm did not finish"
    return (done.stderr[-500:] or "no message") if done.returncode else ""
