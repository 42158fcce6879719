from django.urls import path, re_path

from exports.hub.views import PathsInfo, RepoInfo, Resolve, Tree
from flywheel.api_errors import not_found

_FILES = "datasets/<str:project>/<str:name>"
_API = f"api/{_FILES}"

urlpatterns = [
    path(f"{_FILES}/resolve/<str:revision>/<path:path>", Resolve.as_view(), name="hub_resolve"),
    path(_API, RepoInfo.as_view(), name="hub_repo"),
    path(f"{_API}/revision/<str:revision>", RepoInfo.as_view(), name="hub_revision"),
    path(f"{_API}/tree/<str:revision>", Tree.as_view(), name="hub_tree"),
    path(f"{_API}/tree/<str:revision>/<path:path>", Tree.as_view(), name="hub_tree_folder"),
    path(f"{_API}/paths-info/<str:revision>", PathsInfo.as_view(), name="hub_paths_info"),
    re_path(r"^[\s\S]*$", not_found),
]
