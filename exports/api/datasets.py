"""`/api/v1/datasets`: list, create, look at."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from exports.api.lookup import dataset_of, key_of
from exports.api.serializers import DatasetSerializer
from exports.models import Dataset
from exports.releases import recipe
from exports.releases.create import DatasetExistsError, InvalidNameError, create_dataset
from exports.releases.negotiation import BoundedJSONParser, Pages
from flywheel.api_errors import Problem
from flywheel.projects.models import Scope


class DatasetList(GenericAPIView[Dataset]):
    scopes = {"GET": Scope.DATASETS_READ, "POST": Scope.DATASETS_WRITE}
    serializer_class = DatasetSerializer
    parser_classes = [BoundedJSONParser]
    pagination_class = Pages

    def get_queryset(self) -> QuerySet[Dataset]:
        datasets = Dataset.objects.filter(project=key_of(self.request).project)
        return datasets.prefetch_related("channels__release").order_by("name")

    @extend_schema(operation_id="list_datasets", responses=DatasetSerializer(many=True))
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(operation_id="create_dataset", request=DatasetSerializer, responses={201: DatasetSerializer})
    def post(self, request: Request) -> Response:
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        dataset = _create(request, asked.validated_data)
        return Response(self.get_serializer(dataset).data, status=201)


class DatasetDetail(GenericAPIView[Dataset]):
    scope = Scope.DATASETS_READ
    serializer_class = DatasetSerializer

    @extend_schema(operation_id="get_dataset")
    def get(self, request: Request, name: str) -> Response:
        return Response(self.get_serializer(dataset_of(request, name)).data)


def _create(request: Request, asked: dict[str, Any]) -> Dataset:
    try:
        chosen = recipe.from_dict(asked.get("recipe", {}))
        return create_dataset(key_of(request).project, asked["name"], chosen)
    except recipe.RecipeError as error:
        raise Problem(400, "invalid_recipe", str(error)) from error
    except InvalidNameError as error:
        raise Problem(400, "invalid_name", str(error)) from error
    except DatasetExistsError as error:
        raise Problem(409, "dataset_exists", str(error)) from error
