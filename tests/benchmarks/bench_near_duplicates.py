"""Near-duplicates among windows of real code: rows a second, memory, disk; and what known edits leave findable.

Run: python -m tests.benchmarks.bench_near_duplicates [texts]

The texts are the files of this environment's packages, each typed from its beginning to its end, one accepted
completion after the other: neighbours are as alike as in a typing session. Vendored copies are true duplicates.
"""

import random
import re
import resource
import sys
import sysconfig
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, islice, pairwise
from pathlib import Path
from typing import Any

from tests.benchmarks import scratch

BATCH = 500  # interactions a transaction, as the worker takes them
JUDGED = 20_000  # texts whose quality is measured
PREFIX_CHARACTERS = 2_400
ALIKE = 0.5  # exact Jaccard index of prompts and of answers from which a pair counts as rightly found
Window = tuple[str, str]  # (prefix, answer)


def windows(seed: int = 7) -> Iterator[Window]:
    chance = random.Random(seed)
    paths = sorted(Path(sysconfig.get_paths()["purelib"]).rglob("*.py"))
    for path in chance.sample(paths, len(paths)):
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
        line = 10
        while line < len(lines):
            step = chance.choice((1, 1, 2, 3, 5, 8))
            answer = "\n".join(lines[line : line + step])
            if answer.strip():
                yield "\n".join(lines[max(0, line - 60) : line])[-PREFIX_CHARACTERS:] + "\n", answer
            line += step


def interaction(window: Window, number: int) -> Any:
    from telemetry.contracts import Candidate, Interaction, Prompt, Signal, interaction_uid

    accepted = Signal(event_id="e", type="candidate.accepted", at=0, data={"kind": "full"})
    return Interaction(
        uid=interaction_uid(f"i{number}").hex,
        interaction_id=f"i{number}",
        developer=f"{number % 50:032x}",
        surface="completion",
        language="python",
        prompt=Prompt(prefix=window[0], suffix=""),
        candidates=(Candidate(candidate_id="c", text=window[1], signals=(accepted,)),),
    )


def batches(count: int) -> Iterator[list[Any]]:
    source = islice(windows(), count)
    number = 0
    while taken := list(islice(source, BATCH)):
        yield [interaction(window, number + place) for place, window in enumerate(taken)]
        number += len(taken)


def sign(batch: Sequence[Any]) -> list[list[int]]:
    from telemetry.cleaning.near_duplicates.document import document_of
    from telemetry.cleaning.near_duplicates.signature import bands

    return bands([document for one in batch if (document := document_of(one)) is not None])


def compare(project_id: int, batch: Sequence[Any]) -> int:
    from django.db import transaction

    from flywheel.database import raw_cursor
    from telemetry.cleaning.near_duplicates.compare import near_duplicates

    with transaction.atomic(), raw_cursor() as cursor:
        return len(near_duplicates(cursor, project_id, {one.uid: one for one in batch}))


def measure_speed(count: int) -> None:
    from flywheel.database import analyse_grown
    from flywheel.projects.models import Project

    project = Project.objects.create(slug=f"bench-{uuid.uuid4().hex[:8]}", pseudonym_key=b"k" * 32)
    before = on_disk_mib()
    signing = texts = repeats = 0.0
    tenths: list[tuple[int, float]] = []
    taken = spent = 0.0
    for number, batch in enumerate(batches(count), 1):
        began = time.perf_counter()
        sign(batch)
        signed = time.perf_counter()
        repeats += compare(project.pk, batch)
        if number % 20 == 0:
            analyse_grown(["telemetry_near_duplicate_band"])
        signing += signed - began
        spent += time.perf_counter() - signed
        taken += len(batch)
        texts += len(batch)
        if taken >= count / 10:
            tenths.append((int(taken / spent), texts))
            taken = spent = 0.0
    rates = [rate for rate, _ in tenths]
    print(f"signatures alone: {texts / signing:,.0f} texts/s; all with the table, by tenths: {rates} texts/s")
    print(f"{texts:,.0f} texts, {repeats:,.0f} near-duplicates ({repeats / texts:.1%}); peak {peak_mib():.0f} MiB")
    grown = on_disk_mib() - before
    print(f"table and indexes: {grown:,.0f} MiB, {grown * 1024 * 1024 / texts:,.0f} bytes a text")


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def on_disk_mib() -> float:
    from flywheel.database import raw_cursor

    with raw_cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('telemetry_near_duplicate_band') / 1048576.0")
        row = cursor.fetchone()
    return float(row[0]) if row else 0.0


def rename(window: Window, chance: random.Random) -> Window:
    """One name everywhere, another one."""
    names = sorted(set(re.findall(r"\b[a-z_]\w{3,}\b", window[0][-500:] + window[1])))
    name = chance.choice(names or ["none"])
    return re.sub(rf"\b{name}\b", "renamed", window[0]), re.sub(rf"\b{name}\b", "renamed", window[1])


def numbers(window: Window, chance: random.Random) -> Window:
    return re.sub(r"\b\d+\b", lambda found: str(int(found[0][:9]) + 1), window[0]), window[1]


def comment(window: Window, chance: random.Random) -> Window:
    lines = window[0].split("\n")
    lines.insert(chance.randrange(max(0, len(lines) - 8), len(lines)), f"    # see ticket {chance.randrange(9999)}")
    return "\n".join(lines), window[1]


def tabs(window: Window, chance: random.Random) -> Window:
    return window[0].replace("    ", "\t"), window[1].replace("    ", "\t")


def appended(window: Window, chance: random.Random) -> Window:
    return window[0], window[1] + f"  # done {chance.randrange(99)}"


def other_token(window: Window, chance: random.Random) -> Window:
    pieces = re.findall(r"\s+|\w+|[^\w\s]", window[1])
    place = chance.choice([place for place, piece in enumerate(pieces) if not piece.isspace()])
    return window[0], "".join([*pieces[:place], "other", *pieces[place + 1 :]])


EDITS: tuple[Callable[[Window, random.Random], Window], ...] = (rename, numbers, comment, tabs, appended, other_token)


def measure_quality() -> None:
    found = [window for window in islice(windows(), JUDGED) if len(re.findall(r"\w+", window[1])) >= 4]
    signed = signatures(found)
    for edit in EDITS:
        chance = random.Random(1)
        edited = [edit(window, chance) for window in found]
        changed = [place for place, window in enumerate(found) if edited[place] != window]
        again = signatures(edited)
        caught = sum(not signed[place].isdisjoint(again[place]) for place in changed)
        print(f"  {edit.__name__:12} {caught / len(changed):6.1%} of {len(changed):,} found again")
    neighbours = sum(not one.isdisjoint(other) for one, other in pairwise(signed))
    print(f"  taken for each other: {neighbours / len(found):.2%} of the next completions in the same file")
    pairs = sharing(signed)
    sample = random.Random(2).sample(sorted(pairs), min(5_000, len(pairs)))
    right = sum(min(jaccard(found[one], found[other])) >= ALIKE for one, other in sample)
    print(
        f"  of {len(pairs):,} pairs found, {right / len(sample):.1%} are alike (exact Jaccard ≥ {ALIKE} in both parts)"
    )


def signatures(found: Sequence[Window]) -> list[set[int]]:
    made = [interaction(window, number) for number, window in enumerate(found)]
    return [set(bands) for bands in sign(made)]


def sharing(signed: Iterable[set[int]]) -> set[tuple[int, int]]:
    by_band: dict[int, list[int]] = defaultdict(list)
    for number, bands in enumerate(signed):
        for band in bands:
            by_band[band].append(number)
    return {pair for numbers in by_band.values() for pair in combinations(numbers[:50], 2)}


def jaccard(one: Window, other: Window) -> list[float]:
    """Exact, of the prompts as they are compared and of the answers."""
    from telemetry.cleaning.near_duplicates.document import LOCAL_CHARACTERS
    from telemetry.cleaning.near_duplicates.shingles import shingle_sets

    texts = [one[0][-LOCAL_CHARACTERS:], other[0][-LOCAL_CHARACTERS:], one[1], other[1]]
    hashes, offsets = shingle_sets([[("", text)] for text in texts])
    sets = [set(hashes[offsets[place] : offsets[place + 1]].tolist()) for place in range(4)]
    return [len(a & b) / max(1, len(a | b)) for a, b in (sets[:2], sets[2:])]


def main() -> None:
    scratch.prepare()
    measure_speed(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    measure_quality()


if __name__ == "__main__":
    main()
