"""manage.py process: runs the pipeline to its end in the foreground and prints the funnel."""

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from exports.overview.funnel import funnel
from exports.overview.table import lines
from exports.preferences.advance import steps
from flywheel.projects.models import Project


class Command(BaseCommand):
    help = "Runs the pipeline until nothing waits: received batches, interactions, records. Prints the funnel."

    def handle(self, **options: Any) -> None:
        with tqdm(desc="processing", unit=" rows", disable=None) as bar:
            for done in steps():
                bar.update(done)
        for project in Project.objects.order_by("slug"):
            self.stdout.write(f"\n{project.slug}")
            for line in lines(funnel(project)):
                self.stdout.write(f"  {line}")
