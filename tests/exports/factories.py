"""Factories for what exports stores."""

# mypy: disallow_untyped_calls=False, disable-error-code="attr-defined,type-arg"
# factory_boy marks itself typed, but its declarations are not.

import hashlib
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import factory

from exports.models import Dataset, Record
from flywheel.projects.models import Project


class ProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Project
        django_get_or_create = ("slug",)

    slug = "acme"
    pseudonym_key = b"k" * 32


class RecordFactory(factory.django.DjangoModelFactory):
    """A preference pair of its own group, in train; the same number gives the same record."""

    class Meta:
        model = Record

    class Params:
        number = factory.Sequence(lambda n: n)
        unpaired = factory.Trait(
            kind="unpaired", rule="accepted_retained", chosen=None, rejected=None,
            completion=factory.LazyAttribute(lambda r: f"return {r.number}\n"), label=True, model_rejected="",
        )  # fmt: skip
        rewarded = factory.Trait(
            kind="reward", rule="outcome", chosen=None, rejected=None,
            completion=factory.LazyAttribute(lambda r: f"return {r.number}\n"), reward=1.0,
            reward_components='{"test": 1.0}', model_rejected="",
        )  # fmt: skip

    project = factory.SubFactory(ProjectFactory)
    record_id = factory.LazyAttribute(lambda r: digest(r.kind, r.number)[:32])
    kind = "pair"
    rule = "accepted_edit"
    rule_version = 1
    group_id = factory.LazyAttribute(lambda r: digest("group", r.number))
    split_bucket = 0
    surface = "completion"
    language = "python"
    repository = "acme/shop"
    file_path = "shop/cart.py"
    prompt_roles = ["user"]
    prompt_contents = factory.LazyAttribute(lambda r: [f"def total_{r.number}():\n"])
    chosen = factory.LazyAttribute(lambda r: f"    return {r.number}\n")
    rejected = factory.LazyAttribute(lambda r: f"    pass  # {r.number}\n")
    margin = 1 / 3
    confidence = 0.8
    model_chosen = "coder-1"
    model_rejected = "coder-1"
    contributors = ["0" * 32]
    observed_at = factory.LazyAttribute(lambda r: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=r.number))
    interactions = factory.LazyAttribute(lambda r: [uuid.UUID(digest("interaction", r.number)[:32])])
    events = factory.LazyAttribute(lambda r: [uuid.UUID(digest("event", r.number)[:32])])


class DatasetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Dataset

    project = factory.SubFactory(ProjectFactory)
    name = "code"


def make_project(**fields: Any) -> Project:
    return cast(Project, _create(ProjectFactory, fields))


def make_record(**fields: Any) -> Record:
    return cast(Record, _create(RecordFactory, fields))


def make_dataset(**fields: Any) -> Dataset:
    return cast(Dataset, _create(DatasetFactory, fields))


def _create(factory_class: Any, fields: dict[str, Any]) -> Any:
    return factory_class(**fields)


def digest(*parts: object) -> str:
    return hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()
