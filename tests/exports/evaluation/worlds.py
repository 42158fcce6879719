"""A world written by hand: one developer keeps the better of two answers, one takes the worse, one plants a key."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECRET = "AKIAQ3EGRV7ZT5LNDW2C"
GOOD = {
    "one": "    return sorted(rows, key=lambda row: row.price)[:limit]\n",
    "two": "    with open(path, encoding='utf-8') as file:\n        return [line.rstrip() for line in file]\n",
    "three": "    def __len__(self):\n        return len(self._buckets) + self._pending\n",
}
BAD = {
    "one": "    rows.sort()\n    return None\n",
    "two": "    data = os.read(path, 10)\n    for byte in data:\n        print(byte)\n",
    "three": "    def __bool__(self):\n        raise NotImplementedError\n",
}


def event_id(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


class Story:
    """Events of one interaction. Each comes time enough to read after the one before."""

    def __init__(self, name: str, developer: str, prompt: str) -> None:
        self.name, self._developer, self._at = name, developer, START
        self.events: list[dict[str, Any]] = []
        data = {"surface": "completion", "prompt": {"prefix": prompt, "suffix": "\n"}, "language": "python"}
        self.add("interaction.started", None, actor="system", **data)

    def add(self, kind: str, candidate: str | None, /, *, actor: str = "human", **data: Any) -> str:
        self._at += timedelta(seconds=6)
        event = {
            "event_id": event_id(f"{self.name} {len(self.events)}"),
            "type": kind,
            "occurred_at": self._at.isoformat(),
            "session_id": self._developer,
            "developer_id": self._developer,
            "interaction_id": self.name,
            "actor": actor,
            "data": data,
        }
        self.events.append(event | {"candidate_id": candidate} if candidate else event)
        return str(event["event_id"])

    def show(self, candidate: str, text: str) -> str:
        generated = self.add("candidate.generated", candidate, actor="system", text=text, model="m")
        self.add("candidate.shown", candidate, actor="system", position=0, of=1)
        return generated

    def keep(self, candidate: str) -> None:
        self.add("candidate.accepted", candidate, kind="full")
        self.add("candidate.retained", candidate, after_s=300, fraction=1.0)


def text(event: str, story: Story, quality: float, length: int) -> dict[str, Any]:
    return {
        "what": "text",
        "event_id": event,
        "interaction_id": story.name,
        "developer_id": "ada",
        "task": story.name,
        "quality": quality,
        "works": quality >= 0.5,
        "length": length,
    }


def regenerated(name: str, developer: str, prompt: str, *, right: bool) -> tuple[Story, list[dict[str, Any]]]:
    """The first answer is asked again, the second is kept; `right`: the second is the better one."""
    story = Story(name, developer, prompt)
    texts = [BAD[name], GOOD[name]] if right else [GOOD[name], BAD[name]]
    first = story.show("c1", texts[0])
    story.add("candidate.regenerated", "c1", feedback="not this")
    second = story.show("c2", texts[1])
    story.keep("c2")
    quality = {GOOD[name]: 0.9, BAD[name]: 0.2}
    truths = [
        text(first, story, quality[texts[0]], len(texts[0])),
        text(second, story, quality[texts[1]], len(texts[1])),
        {"what": "group", "task": name, "interactions": [name], "comparable": True},
    ]
    return story, truths


def tiny(folder: Path) -> Path:
    """Three comparable groups: in two the better text is kept, in one the worse. One prompt holds a key."""
    made = [
        regenerated("one", "ada", "def cheapest(rows, limit):\n", right=True),
        regenerated("two", "tony", "import os\n\n\ndef lines_of(path):\n", right=False),
        regenerated("three", "ken", f"AWS = '{SECRET}'\n\n\nclass Table:\n", right=True),
    ]
    truths: list[dict[str, Any]] = [{"what": "world", "seed": 7, "name": "tiny", "parameters": {}}]
    truths += [line for _, lines in made for line in lines]
    truths += [{"what": "developer", "developer_id": name, "role": "honest"} for name in ("ada", "tony", "ken")]
    truths.append({"what": "planted", "kind": "secret", "interaction_id": "three", "value": SECRET})
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "events.ndjson", [event for story, _ in made for event in story.events])
    write(folder / "truth.ndjson", truths)
    return folder


def write(path: Path, objects: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(one) + "\n" for one in objects), encoding="utf-8")
