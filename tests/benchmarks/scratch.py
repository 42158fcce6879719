"""A scratch database for benchmarks: embedded PostgreSQL in a temporary state folder, migrated."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import tests.database  # noqa: F401  sets DATABASE_URL and FLYWHEEL_HOME before Django reads them


def prepare() -> Path:
    """Sets Django up on the scratch database; returns a state folder for server processes."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flywheel.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    home = Path(tempfile.mkdtemp(prefix="flywheel-bench-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    home.chmod(0o755)
    (home / "static").mkdir()
    return home
