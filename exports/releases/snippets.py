"""Lines that load a release, ready to paste. Pure."""

_HUB = """\
import os
os.environ["HF_ENDPOINT"] = "{url}/hub"
os.environ["HF_TOKEN"] = "fw_…"  # a key with datasets:read

from datasets import load_dataset
data = load_dataset("{project}/{dataset}", "{layout}", revision="{version}")
"""

_DUCKDB = """\
INSTALL httpfs; LOAD httpfs;
CREATE SECRET flywheel (TYPE http, BEARER_TOKEN 'fw_…', SCOPE '{url}');
SELECT * FROM read_parquet('{file_url}') LIMIT 10;
"""

_CURL = """\
curl -H "Authorization: Bearer $FLYWHEEL_KEY" -O "{file_url}"
"""


def snippets(url: str, project: str, dataset: str, version: str, path: str) -> dict[str, str]:
    """By tool. `path` is one of the release's Parquet files; its first folder is the layout."""
    values = {
        "url": url,
        "project": project,
        "dataset": dataset,
        "version": version,
        "layout": path.partition("/")[0],
        "file_url": f"{url}/api/v1/datasets/{dataset}/releases/{version}/files/{path}",
    }
    return {
        "hub": _HUB.format(**values),
        "duckdb": _DUCKDB.format(**values),
        "curl": _CURL.format(**values),
    }
