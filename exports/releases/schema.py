"""The canonical tables, one a kind of record: explicit Arrow schemas, and the way from database rows to them.

No `huggingface` key in the schema's metadata: its present form cannot be read by `datasets` before 4.0, and
every version reads plain Arrow types.
"""

import pyarrow as pa
import pyarrow.compute as pc

MESSAGES = pa.list_(pa.struct([pa.field("role", pa.string()), pa.field("content", pa.string())]))
TEXTS = pa.list_(pa.string())
MOMENT = pa.timestamp("us", tz="UTC")

_PROMPT = [("record_id", pa.string()), ("prompt", pa.string()), ("prompt_messages", MESSAGES)]
_LINEAGE = [
    ("confidence", pa.float64()),
    ("weight", pa.float64()),
    ("tier", pa.string()),
    ("rule", pa.string()),
    ("rule_version", pa.int32()),
    ("group_id", pa.string()),
    ("surface", pa.string()),
    ("language", pa.string()),
    ("repository", pa.string()),
    ("file_path", pa.string()),
    ("model_chosen", pa.string()),
    ("model_rejected", pa.string()),
    ("checkpoint", pa.string()),
    ("propensity", pa.float64()),
    ("horizon_s", pa.int32()),
    ("contributors", TEXTS),
    ("flags", TEXTS),
    ("observed_at", MOMENT),
    ("interactions", TEXTS),
    ("events", TEXTS),
]
_BODY = {
    "pair": [("chosen", pa.string()), ("rejected", pa.string()), ("margin", pa.float64())],
    "unpaired": [("completion", pa.string()), ("label", pa.bool_())],
    "reward": [("completion", pa.string()), ("reward", pa.float64()), ("reward_components", pa.string())],
}
_NULLABLE = {"reward", "propensity", "horizon_s"}

# The canonical table's name for each kind: also its folder and its Hub configuration.
TABLES = {"pair": "pairs", "unpaired": "unpaired", "reward": "rewards"}


def _schema(kind: str) -> pa.Schema:
    columns = _PROMPT + _BODY[kind] + _LINEAGE
    return pa.schema([pa.field(name, type_, nullable=name in _NULLABLE) for name, type_ in columns])


SCHEMAS = {kind: _schema(kind) for kind in _BODY}


def source_columns(kind: str) -> list[str]:
    """The columns of the records table a canonical table is made from, in its order."""
    made = {"prompt": "prompt_roles", "prompt_messages": "prompt_contents"}
    return [made.get(name, name) for name in SCHEMAS[kind].names] + ["split_bucket"]


def canonical(batch: pa.RecordBatch, kind: str) -> pa.Table:
    """Database rows (`source_columns`) as the canonical table; text is not copied."""
    roles, contents = batch.column("prompt_roles"), batch.column("prompt_contents")
    made = {"prompt": plain_prompts(roles, contents), "prompt_messages": messages(roles, contents)}
    schema = SCHEMAS[kind]
    columns = [
        made[name] if name in made else batch.column(name).cast(schema.field(name).type) for name in schema.names
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def messages(roles: pa.ListArray, contents: pa.ListArray) -> pa.ListArray:
    """Two parallel list columns as one of message lists. Raises ValueError where they are not parallel."""
    if not roles.offsets.equals(contents.offsets):
        raise ValueError("prompt_roles and prompt_contents differ in length")
    structs = pa.StructArray.from_arrays([roles.values, contents.values], fields=list(MESSAGES.value_type))
    return pa.ListArray.from_arrays(contents.offsets, structs, type=MESSAGES)


def plain_prompts(roles: pa.ListArray, contents: pa.ListArray) -> pa.Array:
    """One user message as its content, several as `role: content` blocks joined by blank lines."""
    is_single_user = pc.equal(pc.binary_join(roles, "\n"), "user")
    if pc.all(is_single_user).as_py():
        return contents.flatten()  # the usual batch, without a copy of its texts
    blocks = pc.binary_join_element_wise(roles.values, contents.values, ": ")
    several = pc.binary_join(pa.ListArray.from_arrays(contents.offsets, blocks), "\n\n")
    return pc.if_else(is_single_user, pc.binary_join(contents, "\n\n"), several)


def describe(schema: pa.Schema) -> list[dict[str, object]]:
    """The schema for the manifest: name, Arrow type and whether it may be null, column by column."""
    return [{"name": field.name, "type": str(field.type), "nullable": field.nullable} for field in schema]
