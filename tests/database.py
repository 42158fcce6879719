"""Pytest plugin, loaded before Django's settings: a real PostgreSQL for the tests.

DATABASE_URL wins where it is set; otherwise an embedded server runs in a temporary state folder.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if not os.environ.get("FLYWHEEL_HOME"):
    os.environ["FLYWHEEL_HOME"] = tempfile.mkdtemp(prefix="flywheel-tests-")
    # Registered before the server's own: so it runs after the server has stopped.
    atexit.register(shutil.rmtree, os.environ["FLYWHEEL_HOME"], ignore_errors=True)
_state = Path(os.environ["FLYWHEEL_HOME"])
if worker := os.environ.get("PYTEST_XDIST_WORKER"):  # side by side: one server, a database and a state folder each
    _state = _state / worker
    os.environ["FLYWHEEL_HOME"] = str(_state)
(_state / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing
_state.chmod(0o755)  # the embedded server runs as another user where the tests run as root

if not os.environ.get("DATABASE_URL"):
    from flywheel.runtime import embedded

    os.environ["DATABASE_URL"] = embedded.start(_state / "postgres").get_uri()
