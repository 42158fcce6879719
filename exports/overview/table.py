"""The funnel as a table for terminals."""

from collections.abc import Iterator

from exports.overview.funnel import Funnel


def lines(funnel: Funnel) -> Iterator[str]:
    rows = list(_rows(funnel))
    name_width = max(len(name) for name, _ in rows)
    number_width = max(len(f"{number:,}") for _, number in rows)
    for name, number in rows:
        share = f"  {funnel.acceptance:.1%}" if name.strip() == "accepted" and funnel.acceptance is not None else ""
        yield f"{name:<{name_width}}  {number:>{number_width},}{share}"


def _rows(funnel: Funnel) -> Iterator[tuple[str, int]]:
    yield "events", funnel.events
    yield "interactions", funnel.interactions
    yield from ((f"  {name}", number) for name, number in funnel.candidates.items())
    yield "  dropped by cleaning", funnel.dropped
    yield "  held for a curator", funnel.held
    yield "clean interactions", funnel.clean
    yield "records", sum(funnel.records.values())
    yield from ((f"  {kind}", number) for kind, number in funnel.records.items())
    yield "left out", sum(funnel.left_out.values())
    yield from ((f"  {reason}", number) for reason, number in funnel.left_out.items())
    yield "release rows", sum(funnel.release_rows.values())
    yield from ((f"  {kind}", number) for kind, number in funnel.release_rows.items())
