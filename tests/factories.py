# mypy: disable-error-code="attr-defined, no-untyped-call"
# factory_boy's declarations carry no types.
"""Rows for the tests of pages, each the least that is valid, with every field open to a test."""

import hashlib
import uuid
from datetime import UTC, datetime
from typing import Any

import factory
import msgspec
from django.contrib.auth.models import User
from django.db import connection
from factory.django import DjangoModelFactory

from exports.models import Build, Channel, Dataset, Record, Release, ReleaseFile
from flywheel.projects.models import Membership, Project
from telemetry.models import Batch, CleanInteractionRow, InteractionRow, QuarantinedEvent

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"


class ProjectFactory(DjangoModelFactory[Project]):
    class Meta:
        model = Project

    slug = factory.Sequence(lambda n: f"project-{n}")


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person-{n}")
    password = factory.django.Password(PASSWORD)


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    project = factory.SubFactory(ProjectFactory)
    user = factory.SubFactory(UserFactory)
    role = "viewer"


class BatchFactory(DjangoModelFactory[Batch]):
    class Meta:
        model = Batch

    project = factory.SubFactory(ProjectFactory)
    client_name = "vscode"
    accepted = 1


class InteractionFactory(DjangoModelFactory[InteractionRow]):
    class Meta:
        model = InteractionRow

    project = factory.SubFactory(ProjectFactory)
    uid = factory.LazyFunction(uuid.uuid4)
    interaction_id = factory.Sequence(lambda n: f"interaction-{n}")
    first_at = NOON
    last_at = NOON
    event_count = 1


class CleanInteractionFactory(DjangoModelFactory[CleanInteractionRow]):
    class Meta:
        model = CleanInteractionRow

    project = factory.SubFactory(ProjectFactory)
    uid = factory.LazyFunction(uuid.uuid4)
    state = "kept"
    group_id = "a" * 64
    stages_version = "1"


class QuarantinedEventFactory(DjangoModelFactory[QuarantinedEvent]):
    class Meta:
        model = QuarantinedEvent

    project = factory.SubFactory(ProjectFactory)
    batch_id = factory.LazyFunction(uuid.uuid4)
    index = 0
    client_name = "vscode"
    code = "invalid_field"
    field = "occurred_at"
    message = "Expected an RFC 3339 time with an offset."
    payload = '{"type":"candidate.shown","occurred_at":"yesterday"}'


class RecordFactory(DjangoModelFactory[Record]):
    """A pair by default."""

    class Meta:
        model = Record

    project = factory.SubFactory(ProjectFactory)
    record_id = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest()[:32])
    kind = "pair"
    rule = "accepted-then-edited"
    rule_version = 1
    group_id = "a" * 64
    split_bucket = 17
    language = "python"
    file_path = "src/sums.py"
    prompt_roles = ["user"]
    prompt_contents = ["def total(rows):\n"]
    chosen = "    return sum(rows)\n"
    rejected = "    return max(rows)\n"
    confidence = 0.8
    margin = 0.33
    observed_at = NOON


class DatasetFactory(DjangoModelFactory[Dataset]):
    class Meta:
        model = Dataset

    project = factory.SubFactory(ProjectFactory)
    name = factory.Sequence(lambda n: f"dataset-{n}")


class ReleaseFactory(DjangoModelFactory[Release]):
    class Meta:
        model = Release

    dataset = factory.SubFactory(DatasetFactory)
    major = 1
    minor = factory.Sequence(int)
    patch = 0
    sha = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest()[:40])
    recipe_fingerprint = "f" * 64
    row_count = 12
    byte_count = 3456


class ReleaseFileFactory(DjangoModelFactory[ReleaseFile]):
    class Meta:
        model = ReleaseFile

    release = factory.SubFactory(ReleaseFactory)
    path = "trl_preference/train-00000-of-00001.parquet"
    sha256 = "e" * 64
    byte_count = 3456
    row_count = 12


class ChannelFactory(DjangoModelFactory[Channel]):
    class Meta:
        model = Channel

    release = factory.SubFactory(ReleaseFactory)
    dataset = factory.SelfAttribute("release.dataset")
    name = "latest"


class BuildFactory(DjangoModelFactory[Build]):
    class Meta:
        model = Build

    dataset = factory.SubFactory(DatasetFactory)


def insert_event(project: Project, uid: uuid.UUID, kind: str, at: datetime = NOON, **payload: Any) -> uuid.UUID:
    """One stored event of the interaction `uid`; `payload` is the rest of the wire event."""
    event_id = uuid.uuid4()
    body = {"event_id": str(event_id), "type": kind, "occurred_at": at.isoformat(), **payload}
    row: list[Any] = [
        project.pk,
        event_id,
        uuid.uuid4(),
        uid,
        kind,
        at,
        at,
        msgspec.json.encode(body).decode(),
    ]
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO telemetry_event VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", row)
    return event_id
