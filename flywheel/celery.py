"""The Celery app. Tasks live in each package's `tasks.py`."""

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flywheel.settings")

app = Celery("flywheel")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def collect_seldom(**_: Any) -> None:
    """What is loaded now stays for good, and a step of the pipeline makes tens of thousands of objects that die without
    the collector's help (as in `flywheel.wsgi`)."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
