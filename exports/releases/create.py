"""Creating a dataset: a name in a project, and a recipe that is known to be usable."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from exports.models import Dataset
from exports.releases.recipe import Recipe
from flywheel.projects.models import Project


class InvalidNameError(ValueError):
    """The name cannot be a dataset's."""


class DatasetExistsError(ValueError):
    """The project has a dataset of this name."""


def create_dataset(project: Project, name: str, recipe: Recipe) -> Dataset:
    """Raises InvalidNameError or DatasetExistsError."""
    dataset = Dataset(project=project, name=name, recipe=recipe.as_dict())
    try:
        dataset.clean_fields(exclude=["recipe"])
    except ValidationError as error:
        raise InvalidNameError("Lower-case letters, digits, dots, hyphens and underscores, at most 96.") from error
    try:
        with transaction.atomic():
            dataset.save()
    except IntegrityError as error:
        raise DatasetExistsError(f"There is a dataset {name!r} in this project already.") from error
    return dataset
