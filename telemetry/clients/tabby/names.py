"""How Tabby's own ids become ours: the same whether a thing was told live or in a server's history. Pure."""

from telemetry.clients.mapping import derived_id, derived_name

CLIENT = "tabby"


def interaction_of(completion_id: str) -> str:
    return derived_name(CLIENT, completion_id)


def candidate_of(choice_index: int) -> str:
    return str(choice_index)


def started_id(completion_id: str) -> str:
    return derived_id(CLIENT, completion_id, "started")


def generated_id(completion_id: str, choice_index: int) -> str:
    return derived_id(CLIENT, completion_id, "generated", choice_index)


def signal_id(
    completion_id: str,
    choice_index: int,
    kind: str,
    select_kind: str = "",
    view_id: str = "",
    elapsed: int | None = None,
) -> str:
    """`kind` is view, select or dismiss. The client counts nothing and tells no time, so two equal signals are one."""
    return derived_id(CLIENT, completion_id, choice_index, kind, select_kind, view_id, elapsed)
