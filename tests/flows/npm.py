"""Real clients from npm, fetched once into a cache folder.

They are skipped, with the reason, where they cannot be had: what they send is frozen beside the mappers' tests, which
run everywhere.
"""

import shutil
import subprocess
from pathlib import Path

import pytest


def installed(package: str, version: str, program: str) -> Path:
    """The client's program; `program` is its path, or a pattern of it, below `node_modules`."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip(f"{package} needs node and npm, which are not installed")
    cache = Path.home() / ".cache" / "flywheel-tests" / f"{package.rpartition('/')[2]}-{version}"
    failure = "" if _found(cache, program) else _install(cache, f"{package}@{version}")
    path = _found(cache, program)
    if path is None:
        pytest.skip(f"{package} {version} could not be installed from npm: {failure or 'no program for this machine'}")
    return path


def _found(cache: Path, program: str) -> Path | None:
    return next((cache / "node_modules").glob(program), None)


def _install(cache: Path, package: str) -> str:
    """Why it failed; empty where it did not."""
    cache.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", package, "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        done = subprocess.run(command, cwd=cache, capture_output=True, text=True, check=False, timeout=240)
    except subprocess.TimeoutExpired:
        return "npm did not finish"
    return (done.stderr[-500:] or "no message") if done.returncode else ""
