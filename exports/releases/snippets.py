"""Lines that load a release, ready to paste. Pure."""

_HUB = """\
import os
os.environ["HF_ENDPOINT"] = "{url}/hub"  # before the import
os.environ["HF_TOKEN"] = os.environ["FLYWHEEL_KEY"]

from datasets import load_dataset
data = load_dataset("{project}/{dataset}", "{layout}", revision="{version}")
print(data)
"""

_DUCKDB = """\
import duckdb
print(duckdb.sql("SELECT * FROM '{file_name}' LIMIT 10"))
"""

_CURL = """\
curl -fLO -H "Authorization: Bearer $FLYWHEEL_KEY" \\
  "{file_url}"
"""


def snippets(url: str, project: str, dataset: str, version: str, path: str) -> dict[str, str]:
    """By tool. `path` is one of the release's Parquet files; its first folder is the layout."""
    values = {
        "url": url,
        "project": project,
        "dataset": dataset,
        "version": version,
        "layout": path.partition("/")[0],
        "file_name": path.rpartition("/")[2],
        "file_url": f"{url}/api/v1/datasets/{dataset}/releases/{version}/files/{path}",
    }
    return {
        "hub": _HUB.format(**values),
        "curl": _CURL.format(**values),
        "duckdb": _DUCKDB.format(**values),
    }
