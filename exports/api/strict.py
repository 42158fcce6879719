"""Serializers that take a request at its word: no unknown fields, no numbers where a text belongs."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from rest_framework import serializers


class Text(serializers.CharField):
    """A JSON string; numbers and booleans are refused rather than written out."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class NoUnknownFields(serializers.Serializer[Any]):
    """A field that is not there is more often a typing error than a wish to be ignored."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, Mapping) else []
        if unknown:
            raise serializers.ValidationError({name[:60]: ["There is no such field."] for name in unknown[:20]})
        return super().to_internal_value(data)


class StrictModelSerializer(NoUnknownFields, serializers.ModelSerializer[Any]):
    serializer_field_mapping = {**serializers.ModelSerializer.serializer_field_mapping, models.CharField: Text}
