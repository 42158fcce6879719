"""Building the canonical pairs against writing the same table from memory.

Run: python -m tests.benchmarks.bench_release [rows]
Fills the records table with ~1.9 KB pairs, then measures in processes of their own: the build from the
database (selection, conflict search and hashing included), and pyarrow writing the finished table from
memory, once with the build's options and once with pyarrow's defaults. Prints rows per second, the ratio,
and peak memory.
"""

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import scratch

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flywheel.settings")
TARGET = 0.25
SNIPPETS = 20_000
_NAMES = (
    "total",
    "price",
    "basket",
    "user",
    "items",
    "index",
    "result",
    "cache",
    "node",
    "weights",
    "offset",
    "rows",
)

_FILL = """
INSERT INTO exports_record (project_id, record_id, kind, rule, rule_version, tier, group_id, split_bucket,
  surface, language, repository, file_path, prompt_roles, prompt_contents, chosen, rejected,
  reward_components,
  margin, confidence, weight, model_chosen, model_rejected, checkpoint, contributors, flags, observed_at,
  interactions, events)
SELECT %(project)s, md5('record' || n), 'pair', 'accepted_edited', 1, 'standard',
  md5('group' || n) || md5('g' || n), abs(hashint4(n / 50)) %% 10000,
  'completion', 'python', 'acme/shop-' || n / 50, 'shop/module_' || n %% 997 || '.py',
  ARRAY['user'], ARRAY[a.code || b.code || md5('p' || n)],
  b.code || md5('c' || n), a.code || md5('r' || n), '{}', (n %% 4) / 3.0, 0.5 + (n %% 50) / 100.0,
  1, 'coder-' || n %% 5, 'coder-' || n %% 3, 'step-100',
  ARRAY[md5('d' || n %% 200)], '{}', timestamptz '2026-01-01Z' + n * interval '1 second',
  ARRAY[md5('i' || n)::uuid], ARRAY[md5('e1' || n)::uuid, md5('e2' || n)::uuid]
FROM generate_series(%(first)s::int, %(last)s::int) n
JOIN bench_snippet a ON a.id = abs(hashint4(n)) %% %(snippets)s
JOIN bench_snippet b ON b.id = abs(hashint4(n + 1)) %% %(snippets)s
"""


def snippet(number: int) -> str:
    """About 400 characters that look like code."""
    chance = random.Random(number)
    lines: list[str] = []
    while sum(map(len, lines)) < 370:
        one, other, third = (chance.choice(_NAMES) for _ in range(3))
        lines.append(f"    {one}_{chance.randrange(1000)} = {other}[{chance.randrange(100)}] + {third}(\n")
    return "".join(lines)


def fill(project_id: int, rows: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE UNLOGGED TABLE IF NOT EXISTS bench_snippet (id int PRIMARY KEY, code text)")
        cursor.execute("TRUNCATE bench_snippet")
        with cursor.copy("COPY bench_snippet FROM STDIN") as copy:
            for number in range(SNIPPETS):
                copy.write_row((number, snippet(number)))
        for first in range(1, rows + 1, 50_000):
            last = min(first + 49_999, rows)
            cursor.execute(_FILL, {"project": project_id, "first": first, "last": last, "snippets": SNIPPETS})
        cursor.execute("ANALYZE exports_record")
        cursor.execute("CHECKPOINT")


def build(project_id: int, folder: Path) -> tuple[int, float]:
    """The canonical pairs, from the database to hashed files."""
    from psycopg import sql

    from exports.releases.recipe import Recipe
    from exports.releases.run import write_kind
    from exports.releases.selection import Selection
    from exports.releases.snapshot import open_snapshot
    from exports.releases.tables import KindWriter

    with open_snapshot() as snapshot:  # a worker has its libraries loaded before a build comes
        snapshot.rows(sql.SQL("SELECT now()").format())
    begin = time.perf_counter()
    with open_snapshot() as snapshot:
        selection = Selection(snapshot, project_id, Recipe())
        writer = KindWriter(folder, "pair", layouts=())
        write_kind(selection, writer, lambda rows: None)
    return writer.rows, time.perf_counter() - begin


def from_memory(folder: Path, built: Path, *, defaults: bool) -> tuple[int, float]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from exports.releases.parquet import options

    table = pa.concat_tables([pq.read_table(path) for path in sorted(built.rglob("*.parquet"))])
    chosen = {} if defaults else options(table.schema)
    begin = time.perf_counter()
    pq.write_table(table, folder / "memory.parquet", **chosen)
    return len(table), time.perf_counter() - begin


def arm(name: str, project_id: int, built: Path) -> None:
    """One measurement in this process: prints rows, seconds, and peak memory in MiB."""
    import django

    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        target = built if name == "build" else Path(folder)
        measured = (
            build(project_id, target) if name == "build" else from_memory(target, built, defaults=name == "defaults")
        )
    rows, seconds = measured
    print(rows, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def run_arm(name: str, project_id: int, built: Path) -> tuple[float, float]:
    """Rows per second and peak memory in MiB."""
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.bench_release",
        "--arm",
        name,
        str(project_id),
        str(built),
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    rows, seconds, memory = map(float, done.stdout.split())
    return rows / seconds, memory


def measure(rows: int) -> None:
    from exports.models import Record
    from flywheel.projects.models import Project

    project = Project.objects.create(slug=f"bench-{rows}-{os.getpid()}")
    fill(project.pk, rows)
    with tempfile.TemporaryDirectory() as folder:
        rate, memory = run_arm("build", project.pk, Path(folder))
        same, _ = run_arm("memory", project.pk, Path(folder))
        defaults, _ = run_arm("defaults", project.pk, Path(folder))
    ratio = rate / max(same, defaults)
    print(
        f"{rows:>9} rows: build {rate:,.0f} rows/s, peak {memory:.0f} MiB; from memory {same:,.0f} rows/s"
        f" (pyarrow's defaults {defaults:,.0f}); ratio {ratio:.2f}, target {TARGET}"
    )
    Record.objects.filter(project=project).delete()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_snippet")


def main() -> None:
    if sys.argv[1:2] == ["--arm"]:
        arm(sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
        return
    rows = int(sys.argv[1]) if sys.argv[1:] else 100_000
    scratch.prepare()
    for count in sorted({min(rows, 100_000), rows}):
        measure(count)


if __name__ == "__main__":
    main()
