"""TRL's preference type, explicit prompt, standard format (strings). For the DPO and reward trainers."""

import pyarrow as pa

from exports.releases.layouts.layout import Layout, required, without_empty

SCHEMA = required(("prompt", pa.string()), ("chosen", pa.string()), ("rejected", pa.string()))


def project(pairs: pa.Table) -> pa.Table:
    return without_empty(pairs, "chosen", "rejected").select(SCHEMA.names).cast(SCHEMA)


TRL_PREFERENCE = Layout("trl_preference", "pair", SCHEMA, project)
