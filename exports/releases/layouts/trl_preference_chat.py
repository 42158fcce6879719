"""TRL's preference type with an explicit prompt, conversational format.

`chosen` and `rejected` hold the assistant's turn only; the conversation so far is the prompt.
"""

import numpy as np
import pyarrow as pa

from exports.releases.layouts.layout import Layout, required, without_empty
from exports.releases.schema import MESSAGES

SCHEMA = required(("prompt", MESSAGES), ("chosen", MESSAGES), ("rejected", MESSAGES))


def project(pairs: pa.Table) -> pa.Table:
    kept = without_empty(pairs, "chosen", "rejected")
    columns = [
        kept.column("prompt_messages"),
        assistant_turn(kept.column("chosen")),
        assistant_turn(kept.column("rejected")),
    ]
    return pa.Table.from_arrays(columns, schema=SCHEMA)


def assistant_turn(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Each text as a list of one assistant message."""
    return pa.chunked_array([_turn(chunk) for chunk in texts.chunks], type=MESSAGES)


def _turn(texts: pa.StringArray) -> pa.ListArray:
    roles = pa.repeat(pa.scalar("assistant"), len(texts))
    structs = pa.StructArray.from_arrays([roles, texts], fields=list(MESSAGES.value_type))
    return pa.ListArray.from_arrays(np.arange(len(texts) + 1, dtype=np.int32), structs, type=MESSAGES)


TRL_PREFERENCE_CHAT = Layout("trl_preference_chat", "pair", SCHEMA, project)
