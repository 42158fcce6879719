"""Celery tasks of the pipeline. A message is only a nudge: what is to be done are rows in PostgreSQL."""

from celery import current_app, shared_task

from exports.abuse.run import screen_due
from exports.preferences.advance import advance
from exports.preferences.outdated import mark_outdated
from exports.releases.run import run_next_build
from exports.releases.tasks import build_release

__all__ = ["advance_pipeline", "build_release", "sweep"]

BUDGET_SECONDS = 30.0  # a task ends in time for the worker to look at other messages


@shared_task(name="pipeline.advance")
def advance_pipeline() -> None:
    """Assembles, cleans and derives until nothing waits; where time is too short, asks for another turn."""
    if not advance(BUDGET_SECONDS):
        current_app.send_task("pipeline.advance", ignore_result=True)


@shared_task(name="exports.sweep")
def sweep() -> None:
    """Finds the work no message announced: what an upgrade made outdated, received batches, then open builds."""
    mark_outdated()
    advance_pipeline()
    while run_next_build():
        pass
    screen_due()
