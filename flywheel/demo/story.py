"""What the demo does: a backlog of past work, the first release, then a gentle stream of more."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flywheel.demo.account import PROJECT, Keys
from flywheel.demo.api import Api, RefusedError, wait_for
from flywheel.demo.developers import Team
from flywheel.sender import Sender

DATASET = "copilot"
BACKLOG_INTERACTIONS = 400
BACKLOG_SPAN = timedelta(days=3)
PATIENCE_SECONDS = 120.0
# Uploaded late, as an editor back online does, so that the ten minutes after acceptance are already known.
LAG = timedelta(minutes=15)
PAUSE_SECONDS = 4.0


def editors(address: str, keys: Keys, home: Path) -> Sender:
    """What a plugin author would build in; what it could not deliver waits in the state folder for the next start."""
    folder = home / "demo-events"
    return Sender(
        address, keys.events, client_name="simulated-editor", client_version="1.0", folder=folder, flush_seconds=1.0
    )


def tell(address: str, keys: Keys, developers: Sender, say: Callable[[str], None], now: Callable[[], datetime]) -> None:
    """Runs up to the first release and says where it is; returns when that is done."""
    releases = Api(address, keys.releases)
    if not _released(releases):
        say("Simulated developers are posting three days of work …")
        posted = post_backlog(developers, now())
        _wait_until_derived(releases, posted)
        say("Building the first release …")
        _release(releases)
    say(summary(address, keys, releases.get("/api/v1/funnel")))


def post_backlog(developers: Sender, now: datetime) -> int:
    """Returns how many events the server has now. Seeded: posting the same backlog again adds nothing."""
    start = now.replace(minute=0, second=0, microsecond=0) - BACKLOG_SPAN
    step = (BACKLOG_SPAN - timedelta(hours=1)) / BACKLOG_INTERACTIONS
    starts = (start + number * step for number in range(BACKLOG_INTERACTIONS))
    posted = 0
    for events in Team(f"backlog {start:%Y%m%d%H}").interactions(starts):
        for event in events:
            developers.send(event)
        posted += len(events)
    if not developers.flush(PATIENCE_SECONDS):
        raise TimeoutError(f"Posting the backlog did not end: {developers.stats()['last_error']}")
    return posted


def stream(developers: Sender, now: Callable[[], datetime]) -> None:
    """Plays one interaction every PAUSE_SECONDS, for ever."""
    team = Team(f"stream {now().isoformat()}")
    while True:
        for event in team.interaction(now() - LAG):
            developers.send(event)
        time.sleep(PAUSE_SECONDS)


def _released(api: Api) -> bool:
    try:
        return bool(api.get(f"/api/v1/datasets/{DATASET}/releases/latest"))
    except RefusedError as error:
        if error.status == 404:
            return False
        raise


def _wait_until_derived(api: Api, events: int) -> None:
    """Every posted event is in, and the records stopped growing."""
    before: list[Any] = []

    def settled() -> bool:
        seen = api.get("/api/v1/funnel")
        before.append(seen)
        complete = seen["events"] >= events and sum(seen["records"].values()) > 0
        return complete and before[-4:].count(seen) == 4

    wait_for("Deriving the records", settled, seconds=300)


def _release(api: Api) -> None:
    try:
        api.post("/api/v1/datasets", {"name": DATASET, "recipe": {}})
    except RefusedError as error:
        if error.status != 409:  # a start that was cut short has made it already
            raise
    build = api.post(f"/api/v1/datasets/{DATASET}/releases", {"notes": "The first release."})
    state: dict[str, Any] = {}

    def done() -> bool:
        state.update(api.get(f"/api/v1/datasets/{DATASET}/builds/{build['id']}"))
        return state["state"] in {"done", "failed"}

    wait_for("Building the first release", done, seconds=300)
    if state["state"] == "failed":
        raise RuntimeError(f"The first release could not be built: {state['error']}")


def summary(address: str, keys: Keys, funnel: dict[str, Any]) -> str:
    """What a newcomer wants to see: what came of the events, and how to load it."""
    steps = [(name, funnel[name]) for name in ("events", "interactions", "clean")]
    records, rows = _by_kind(funnel["records"]), _by_kind(funnel["release_rows"])
    lines = [f"  {name:<14}{count:>9,}" for name, count in steps]
    lines += [f"  {'records':<14}{sum(funnel['records'].values()):>9,}  {records}"]
    lines += [f"  {'release rows':<14}{sum(funnel['release_rows'].values()):>9,}  {rows}"]
    load = f'from datasets import load_dataset; print(load_dataset("{PROJECT}/{DATASET}", "trl_preference"))'
    return "\n".join(
        [
            "",
            *lines,
            "",
            f"The release is at {address}/p/{PROJECT}/ and loads with:",
            f"  export HF_ENDPOINT={address}/hub HF_TOKEN={keys.training}",
            f"  python -c '{load}'",
            "",
            "Work keeps coming in. Ctrl-C stops everything; the next start picks up here.",
        ]
    )


def _by_kind(counts: dict[str, int]) -> str:
    return ", ".join(f"{kind} {count:,}" for kind, count in sorted(counts.items()))
