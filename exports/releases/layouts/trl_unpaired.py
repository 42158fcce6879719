"""TRL's unpaired preference type, standard format. Read by the KTO and BCO trainers; `label` is a boolean."""

import pyarrow as pa

from exports.releases.layouts.layout import Layout, required, without_empty

SCHEMA = required(("prompt", pa.string()), ("completion", pa.string()), ("label", pa.bool_()))


def project(unpaired: pa.Table) -> pa.Table:
    return without_empty(unpaired, "completion").select(SCHEMA.names).cast(SCHEMA)


TRL_UNPAIRED = Layout("trl_unpaired", "unpaired", SCHEMA, project)
