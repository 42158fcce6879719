"""How many groups a second become records: deriving alone, and with claiming and saving.

Run: python -m tests.benchmarks.bench_preferences [groups]
Each group is one prompt asked twice: a kept answer, and a passed-over one. It makes three records.
"""

import os
import sys
import time
import uuid
from typing import Any

from tests.benchmarks import scratch


def members_of(number: int) -> list[Any]:
    from telemetry.contracts import Prompt
    from tests.exports.preferences.build import accepted, candidate, clean, dismissed, retained, shown

    body = "\n".join(f"    total_{line} = weight_{number}[{line}] * value[{line}]" for line in range(12))
    prompt = Prompt(prefix=f"def score_{number}(weight, value):\n{body}\n", suffix="\n\nprint(1)\n")
    kept = candidate(f"x{number}", f"    return sum_{number}", shown(), accepted(), retained(300, 1.0))
    passed = candidate(f"y{number}", f"    return max_{number}", shown(), dismissed(visible_ms=2000))
    return [
        clean(kept, name=f"kept-{number}", prompt=prompt),
        clean(passed, name=f"passed-{number}", prompt=prompt),
    ]


def store(project_id: int, groups: list[tuple[str, list[Any]]]) -> None:
    import msgspec

    from telemetry.models import CleanInteractionRow, StaleGroup

    CleanInteractionRow.objects.bulk_create(
        CleanInteractionRow(
            project_id=project_id,
            uid=member.interaction.uid,
            state=CleanInteractionRow.State.KEPT,
            group_id=group_id,
            document=msgspec.json.encode(member).decode(),
            stages_version="1",
        )
        for group_id, members in groups
        for member in members
    )
    StaleGroup.objects.bulk_create(StaleGroup(project_id=project_id, group_id=group_id) for group_id, _ in groups)


def measure(name: str, count: int, work: Any) -> None:
    begin = time.perf_counter()
    work()
    print(f"{name:<24} {count / (time.perf_counter() - begin):>10,.0f} groups/s")


def main(count: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flywheel.settings")
    scratch.prepare()
    from exports.models import Record
    from exports.preferences.derivation import derive
    from exports.preferences.run import derive_stale
    from flywheel.projects.models import Project
    from telemetry.models import StaleGroup

    groups = [(f"{number:064x}", members_of(number)) for number in range(count)]
    measure("deriving alone", count, lambda: [derive(group_id, members) for group_id, members in groups])

    def drain() -> None:
        while derive_stale():
            pass

    project = Project.objects.create(slug=f"bench-{uuid.uuid4().hex[:8]}")
    store(project.pk, groups)
    measure("claimed and saved", count, drain)
    assert Record.objects.filter(project=project).count() == 3 * count
    StaleGroup.objects.bulk_create(StaleGroup(project_id=project.pk, group_id=group_id) for group_id, _ in groups)
    measure("again, nothing changed", count, drain)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
