"""The JSON of datasets, builds and releases."""

from typing import Any

from rest_framework import serializers

from exports.api.strict import NoUnknownFields, StrictModelSerializer, Text
from exports.models import Build, Channel, Dataset, Pull, Release, ReleaseFile
from exports.releases.versions import BUMPS


class DatasetSerializer(StrictModelSerializer):
    recipe = serializers.DictField(required=False, help_text="Which records are selected; left out: all of them.")
    channels = serializers.SerializerMethodField(help_text="Version by channel.")

    class Meta:
        model = Dataset
        fields = ("name", "recipe", "channels", "created_at")
        read_only_fields = ("created_at",)

    def get_channels(self, dataset: Dataset) -> dict[str, str]:
        return {channel.name: channel.release.version for channel in dataset.channels.all()}


class BuildRequestSerializer(NoUnknownFields):
    bump = serializers.ChoiceField(choices=BUMPS, default="auto")
    notes = Text(default="", allow_blank=True, max_length=10_000)


class BuildSerializer(serializers.ModelSerializer[Build]):
    rows = serializers.IntegerField(source="row_count")
    version = serializers.SerializerMethodField(help_text="The release's version once the build is done.")

    class Meta:
        model = Build
        fields = (
            "id",
            "state",
            "progress",
            "rows",
            "version",
            "error",
            "attempts",
            "created_at",
            "finished_at",
        )

    def get_version(self, build: Build) -> str | None:
        return build.release.version if build.release else None


class ReleaseSerializer(serializers.ModelSerializer[Release]):
    version = serializers.CharField()
    rows = serializers.IntegerField(source="row_count")
    bytes = serializers.IntegerField(source="byte_count")
    channels = serializers.SerializerMethodField()

    class Meta:
        model = Release
        fields = ("version", "sha", "rows", "bytes", "channels", "recipe_fingerprint", "notes", "created_at")

    def get_channels(self, release: Release) -> list[str]:
        return sorted(channel.name for channel in release.channel_set.all())


class FileSerializer(serializers.ModelSerializer[ReleaseFile]):
    rows = serializers.IntegerField(source="row_count", allow_null=True)
    bytes = serializers.IntegerField(source="byte_count")
    withdrawn = serializers.SerializerMethodField()

    class Meta:
        model = ReleaseFile
        fields = ("path", "sha256", "bytes", "rows", "withdrawn")

    def get_withdrawn(self, file: ReleaseFile) -> bool:
        return file.withdrawn_at is not None


class ReleaseDetailSerializer(ReleaseSerializer):
    files = FileSerializer(many=True)

    class Meta(ReleaseSerializer.Meta):
        fields = (*ReleaseSerializer.Meta.fields, "recipe", "files")  # type: ignore[assignment]


class ChannelRequestSerializer(NoUnknownFields):
    version = Text(max_length=60)


class ChannelSerializer(serializers.ModelSerializer[Channel]):
    version = serializers.CharField(source="release.version")

    class Meta:
        model = Channel
        fields = ("name", "version", "moved_at")


class PullSerializer(StrictModelSerializer):
    version = serializers.CharField(source="release.version", read_only=True)

    class Meta:
        model = Pull
        fields = ("run", "checkpoint", "version", "pulled_at")
        read_only_fields = ("pulled_at",)


class ChangeCountsSerializer(serializers.Serializer[Any]):
    added = serializers.IntegerField()
    removed = serializers.IntegerField()
    changed = serializers.IntegerField()
    columns = serializers.DictField(
        child=serializers.IntegerField(), help_text="Of the changed rows, how many differ in each column."
    )


class DiffSerializer(serializers.Serializer[Any]):
    old = serializers.CharField(source="from", help_text="The version compared with.")
    to = serializers.CharField()
    counts = serializers.DictField(child=ChangeCountsSerializer(), help_text="By kind of record.")
    rows = serializers.CharField(help_text="Where the rows are, as NDJSON.")
