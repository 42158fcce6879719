"""Which records a recipe selects, in SQL, and why the others are left out."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import LiteralString, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from psycopg import sql

from exports.releases import schema
from exports.releases.ahead import one_ahead
from exports.releases.recipe import Kind, Recipe
from exports.releases.snapshot import Snapshot
from exports.releases.splits import masks, upper_bounds

THUMBS_RULE = "rated"

# Reasons, besides the recipe's keys, for which a record stays out.
SPLIT_CONFLICT = "split_conflict"
THUMBS_SHARE = "thumbs_share"
HELD = "held"


class SplitRows(NamedTuple):
    split: str
    rows: pa.Table  # canonical


class Selection:
    """The records of one project under one recipe, in one snapshot.

    A group whose records fall into several splits (its prompt came from two repositories) stays in the first
    of them only, so that nothing held out was trained on. `left_out` counts by kind and reason.
    """

    def __init__(self, snapshot: Snapshot, project_id: int, recipe: Recipe) -> None:
        self._snapshot, self._recipe = snapshot, recipe
        self._project = sql.Literal(project_id)
        self.left_out: dict[str, Counter[str]] = {kind: Counter() for kind in schema.TABLES}
        self.matching: Counter[str] = Counter()
        self._thumbs_end = ""
        self._holds = self._has_holds()
        self._count()
        self._spread = self._spread_groups()

    def rows(self, kind: Kind) -> Iterator[list[SplitRows]]:
        """For each batch read, its rows by split. Within a split, rows come in order of record id."""
        columns = sql.SQL(", ").join(_column(name) for name in schema.source_columns(kind))
        query = sql.SQL("SELECT {} {} AND kind = {} AND {} IS NULL ORDER BY record_id").format(
            columns, self._from(), sql.Literal(kind), self._reason()
        )
        yield from one_ahead(self._by_split(batch, kind) for batch in self._snapshot.batches(query))

    def _by_split(self, batch: pa.RecordBatch, kind: Kind) -> list[SplitRows]:
        found, kept = [], 0
        for split, mask in masks(batch.column("split_bucket"), self._recipe.splits).items():
            rows = self._without_spread(schema.canonical(batch.filter(mask), kind), split)
            kept += len(rows)
            found.append(SplitRows(split, rows))
        if kept < len(batch):
            self.left_out[kind][SPLIT_CONFLICT] += len(batch) - kept
        return [part for part in found if len(part.rows)]

    def _without_spread(self, rows: pa.Table, split: str) -> pa.Table:
        elsewhere = self._spread.get(split)
        if elsewhere is None or not len(rows):
            return rows
        return rows.filter(pc.invert(pc.is_in(rows.column("group_id"), value_set=elsewhere)))

    def _count(self) -> None:
        """Counts what matches and what is left out, then cuts what rests on thumbs to its share."""
        thumbs = sql.SQL("rule = {}").format(sql.Literal(THUMBS_RULE))
        query = sql.SQL("SELECT kind, {} AS reason, {} AS thumbs, count(*) {} GROUP BY 1, 2, 3").format(
            self._reason(), thumbs, self._from()
        )
        thumbs_by_kind: Counter[str] = Counter()
        for kind, reason, is_thumbs, count in self._snapshot.rows(query):
            if reason:
                self.left_out[kind][reason] += count
                continue
            self.matching[kind] += count
            if is_thumbs:
                thumbs_by_kind[kind] += count
        self._cap_thumbs(thumbs_by_kind)

    def _cap_thumbs(self, thumbs: Counter[str]) -> None:
        """Keeps the thumbs with the smallest record ids: a fixed random sample, since ids are hashes."""
        share = self._recipe.thumbs_share
        allowed = int((self.matching.total() - thumbs.total()) * share / (1 - share))
        if thumbs.total() <= allowed:
            return
        condition = sql.SQL("{} AND rule = {} AND {} IS NULL").format(
            self._from(), sql.Literal(THUMBS_RULE), self._reason()
        )
        first_out = sql.SQL("SELECT record_id {} ORDER BY record_id OFFSET {} LIMIT 1")
        ((self._thumbs_end,),) = self._snapshot.rows(first_out.format(condition, sql.Literal(allowed)))
        over = sql.SQL("SELECT kind, count(*) {} AND record_id >= {} GROUP BY 1")
        end = sql.Literal(self._thumbs_end)
        condition = sql.SQL("{} AND rule = {} AND {} IS NULL").format(
            self._from(), sql.Literal(THUMBS_RULE), self._recipe_reason()
        )
        for kind, count in self._snapshot.rows(over.format(condition, end)):
            self.left_out[kind][THUMBS_SHARE] += count
            self.matching[kind] -= count

    def _spread_groups(self) -> dict[str, pa.Array]:
        """For validation and test, the groups that belong to an earlier split as well."""
        train, validation, _ = upper_bounds(self._recipe.splits)
        query = sql.SQL(
            "SELECT group_id,"
            " max(split_bucket) FILTER (WHERE split_bucket < {validation}) >= {train} AS in_validation,"
            " min(split_bucket) < {train} AS in_train, max(split_bucket) >= {validation} AS in_test"
            " {source} AND {reason} IS NULL GROUP BY 1"
            " HAVING min(split_bucket) < {validation} AND max(split_bucket) >= {train}"
            " AND min(split_bucket) < max(split_bucket)"
        ).format(
            train=sql.Literal(train),
            validation=sql.Literal(validation),
            source=self._from(),
            reason=self._reason(),
        )
        spread = self._snapshot.table(query)
        train_and_validation = pc.and_(spread.column("in_train"), pc.fill_null(spread.column("in_validation"), False))
        elsewhere = {
            "validation": spread.filter(train_and_validation),
            "test": spread.filter(spread.column("in_test")),
        }
        return {split: rows.column("group_id").combine_chunks() for split, rows in elsewhere.items() if len(rows)}

    def _from(self) -> sql.Composed:
        return sql.SQL("FROM exports_record WHERE project_id = {}").format(self._project)

    def _reason(self) -> sql.Composed:
        """The reason a record is left out, or NULL: the recipe's, then the share of thumbs."""
        if not self._thumbs_end:
            return self._recipe_reason()
        over = sql.SQL("CASE WHEN rule = {} AND record_id >= {} THEN {} END").format(
            sql.Literal(THUMBS_RULE), sql.Literal(self._thumbs_end), sql.Literal(THUMBS_SHARE)
        )
        return sql.SQL("coalesce({}, {})").format(self._recipe_reason(), over)

    def _recipe_reason(self) -> sql.Composed:
        """The recipe's reason, then that it is held back; without holds nothing is looked up for any record."""
        if not self._holds:
            return recipe_reason(self._recipe)
        held = sql.SQL(
            "CASE WHEN EXISTS (SELECT FROM exports_hold h WHERE h.project_id = {} AND h.active"
            " AND h.record_id = exports_record.record_id) THEN {} END"
        ).format(self._project, sql.Literal(HELD))
        return sql.SQL("coalesce({}, {})").format(recipe_reason(self._recipe), held)

    def _has_holds(self) -> bool:
        query = sql.SQL("SELECT EXISTS (SELECT FROM exports_hold WHERE project_id = {} AND active)")
        ((found,),) = self._snapshot.rows(query.format(self._project))
        return bool(found)


def recipe_reason(recipe: Recipe) -> sql.Composed:
    """An SQL expression: the first key of the recipe a record does not meet, or NULL."""
    tests = [
        _outside("kinds", recipe.kinds, "kind"),
        _outside("rules", recipe.rules, "rule"),
        _outside("tiers", recipe.tiers, "tier"),
        _outside("pair_tiers", recipe.pair_tiers, "tier", condition="kind = 'pair' AND {}"),
        _outside("languages", recipe.languages, "language"),
        _outside("models", recipe.models, "model_chosen", "model_rejected"),
        _below("min_confidence", recipe.min_confidence, "confidence < {}"),
        _below("min_margin", recipe.min_margin, "kind = 'pair' AND margin < {}"),
    ]
    used = [test for test in tests if test is not None]
    return sql.SQL("CASE {} END").format(sql.SQL(" ").join(used)) if used else sql.SQL("NULL::text").format()


def _outside(key: str, allowed: Sequence[str], *columns: str, condition: LiteralString = "{}") -> sql.Composed | None:
    if not allowed:
        return None
    values = sql.SQL(", ").join(sql.Literal(value) for value in sorted(set(allowed)))
    misses = sql.SQL(" AND ").join(
        sql.SQL("{} NOT IN ({})").format(sql.Identifier(column), values) for column in columns
    )
    return sql.SQL("WHEN {} THEN {}").format(sql.SQL(condition).format(misses), sql.Literal(key))


def _below(key: str, least: float, condition: LiteralString) -> sql.Composed | None:
    if least <= 0:
        return None
    test = sql.SQL(condition).format(sql.Literal(least))
    return sql.SQL("WHEN {} THEN {}").format(test, sql.Literal(key))


def _column(name: str) -> sql.Composable:
    cast = {"interactions", "events"}  # uuid[] as their usual text
    return sql.SQL("{}::text[]").format(sql.Identifier(name)) if name in cast else sql.Identifier(name)
