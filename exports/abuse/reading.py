"""The SQL of screening: records as choices, one person after the other, and figures by person."""

from collections.abc import Iterator, Sequence

from django.db import connection, transaction

from exports.abuse.choices import Choice
from exports.abuse.counts import Count, People
from exports.abuse.windows import Owned

_ROWS = 2_000  # fetched at a time: a few MB of code

_CHOICES = """
SELECT coalesce(person, '') AS developer, group_id, record_id, kind, language,
    CASE WHEN kind = 'pair' THEN chosen WHEN label OR reward > 0 THEN completion END,
    CASE WHEN kind = 'pair' THEN rejected WHEN NOT label THEN completion END,
    cardinality(CASE WHEN kind = 'pair' THEN chosen_by ELSE contributors END),
    kind <> 'pair' OR person = ANY (chosen_by), contributors <> '{}', kind = 'pair' AND model_chosen = '',
    CASE WHEN %s THEN array_to_string(prompt_contents, E'\\n') ELSE '' END
FROM exports_record
LEFT JOIN LATERAL unnest(CASE WHEN contributors = '{}' THEN chosen_by ELSE contributors END) AS person ON true
WHERE project_id = %s AND (kind <> 'reward' OR reward > 0)
ORDER BY coalesce(person, '') COLLATE "C", group_id COLLATE "C", record_id COLLATE "C"
"""

_PICKS = """
SELECT person, count(*) FILTER (WHERE signals::jsonb ->> 'position' = '0'), count(*)
FROM exports_record, unnest(contributors) AS person
WHERE project_id = %s AND rule = 'pairwise-pick' AND signals::jsonb ? 'position' GROUP BY 1
"""

# What a person said of a text, and what its tests say: rules that found the two at odds, and labels that agree.
_JUDGED = """
SELECT person, count(*) FILTER (WHERE contradicted), count(*) FROM (
    SELECT contributors, true AS contradicted FROM exports_record
    WHERE project_id = %(project)s AND rule IN ('accepted-failing', 'rejected-passing')
    UNION ALL
    SELECT label.contributors, false FROM exports_record label JOIN exports_record outcome
        ON outcome.project_id = label.project_id AND outcome.group_id = label.group_id
        AND outcome.completion = label.completion
    WHERE label.project_id = %(project)s AND label.kind = 'unpaired' AND outcome.rule = 'verified-outcome'
        AND outcome.reward IS NOT NULL AND label.label = (outcome.reward > 0)
) AS judged, unnest(contributors) AS person GROUP BY 1
"""

_ONLY_THEIRS = """
SELECT record_id, contributors, observed_at FROM exports_record
WHERE project_id = %s AND contributors <@ %s::varchar[] AND cardinality(contributors) > 0 ORDER BY record_id
"""

# A record updated in place keeps its id, but not its xmin.
_MARK = "SELECT count(*), coalesce(sum(id), 0), coalesce(sum(xmin::text::bigint), 0) FROM exports_record"


def choices(project_id: int, *, prompts: bool = False) -> Iterator[Choice]:
    """Every record once for each of its contributors, in order of contributor and group, in bounded memory.

    Where tests decided and nobody else, for each of those whose text they decided for.
    """
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_CHOICES, [prompts, project_id])
        while rows := cursor.fetchmany(_ROWS):
            for row in rows:
                yield Choice(*row)


def picks(project_id: int) -> People:
    """How often each person picked the first side, of the picks whose place is known."""
    return _counts(_PICKS, [project_id])


def judged(project_id: int) -> People:
    """How often tests contradicted each person, of the judgements that tests judged too."""
    return _counts(_JUDGED, {"project": project_id})


def only_theirs(project_id: int, developers: Sequence[str]) -> Iterator[Owned]:
    """Records with nobody but these behind them."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_ONLY_THEIRS, [project_id, list(developers)])
        while rows := cursor.fetchmany(_ROWS):
            yield from (Owned(*row) for row in rows)


def mark(project_id: int) -> str:
    """Differs where any record was added, changed or removed."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_MARK} WHERE project_id = %s", [project_id])
        return " ".join(map(str, cursor.fetchone()))


def _counts(query: str, parameters: list[int] | dict[str, int]) -> People:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return {person: Count(favoured, met) for person, favoured, met in cursor.fetchall()}
