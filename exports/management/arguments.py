"""Arguments the commands share: which project, which dataset."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from exports.models import Dataset
from exports.releases.find import find_dataset
from flywheel.projects.models import Project


def add_project(parser: ArgumentParser) -> None:
    parser.add_argument("--project", required=True, help="the project's name")


def project_of(options: dict[str, Any]) -> Project:
    project = Project.objects.filter(slug=options["project"]).first()
    if project is None:
        raise CommandError(f"There is no project {options['project']!r}. Make it with: manage.py create_project NAME")
    return project


def dataset_of(options: dict[str, Any]) -> Dataset:
    project = project_of(options)
    dataset = find_dataset(project, options["name"])
    if dataset is None:
        raise CommandError(
            f"There is no dataset {options['name']!r} in {project}."
            f" Make it with: manage.py create_dataset {options['name']} --project {project}"
        )
    return dataset
