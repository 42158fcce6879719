from django.urls import path

from exports.api.builds import BuildDetail
from exports.api.channels import ChannelMove
from exports.api.datasets import DatasetDetail, DatasetList
from exports.api.diffs import ReleaseDiff
from exports.api.files import ManifestDownload, ReleaseFileDownload
from exports.api.pulls import PullReceipt
from exports.api.releases import ReleaseDetail, ReleaseList

_DATASET = "api/v1/datasets/<str:name>"
_RELEASE = f"{_DATASET}/releases/<str:version>"

urlpatterns = [
    path("api/v1/datasets", DatasetList.as_view(), name="api_datasets"),
    path(_DATASET, DatasetDetail.as_view(), name="api_dataset"),
    path(f"{_DATASET}/builds/<uuid:build_id>", BuildDetail.as_view(), name="api_build"),
    path(f"{_DATASET}/diff", ReleaseDiff.as_view(), name="api_diff"),
    path(f"{_DATASET}/channels/<str:channel>", ChannelMove.as_view(), name="api_channel"),
    path(f"{_DATASET}/releases", ReleaseList.as_view(), name="api_releases"),
    path(_RELEASE, ReleaseDetail.as_view(), name="api_release"),
    path(f"{_RELEASE}/manifest.json", ManifestDownload.as_view(), name="api_manifest"),
    path(f"{_RELEASE}/files/<path:path>", ReleaseFileDownload.as_view(), name="api_file"),
    path(f"{_RELEASE}/pulls", PullReceipt.as_view(), name="api_pulls"),
]
