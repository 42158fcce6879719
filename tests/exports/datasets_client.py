"""Programs of training code, run in a process of their own with the real `datasets` library.

FLYWHEEL_TEST_DATASETS_PYTHON names another interpreter, to check another version of the library.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

PYTHON = os.environ.get("FLYWHEEL_TEST_DATASETS_PYTHON", sys.executable)


def run(program: str, *arguments: str, cache: Path, **environment: str) -> Any:
    """What the program prints as JSON on its last line. `cache` is its HF_HOME."""
    variables = {
        **os.environ,
        "HF_HOME": str(cache),
        "HF_HUB_DISABLE_TELEMETRY": "1",
        **environment,
    }
    command = [PYTHON, "-c", program, *arguments]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
