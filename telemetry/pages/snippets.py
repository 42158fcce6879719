"""The examples of the Connect page: complete, for the address at hand, with nothing to install."""

_CURL = """\
curl -X POST {url}/api/v1/events \\
  -H "Authorization: Bearer $FLYWHEEL_KEY" -H "Content-Type: application/json" \\
  --data-binary @- <<END
{{"event_id": "$(cat /proc/sys/kernel/random/uuid)", "type": "interaction.started",
 "occurred_at": "$(date -u +%Y-%m-%dT%H:%M:%SZ)", "session_id": "s1", "interaction_id": "i1",
 "data": {{"surface": "completion", "language": "python", "prompt": {{"prefix": "def add(a, b):"}}}}}}
END
"""

_PYTHON = """\
import json, os, urllib.request, uuid
from datetime import datetime, timezone

def event(kind, **fields):
    return {{"event_id": str(uuid.uuid4()), "type": kind, "session_id": "s1", "interaction_id": "i1",
            "occurred_at": datetime.now(timezone.utc).isoformat(), **fields}}

events = [
    event("interaction.started", data={{"surface": "completion", "language": "python",
                                       "prompt": {{"prefix": "def add(a, b):\\n"}}}}),
    event("candidate.generated", candidate_id="c1", data={{"text": "    return a + b", "model": "m1"}}),
    event("candidate.shown", candidate_id="c1", data={{"position": 0, "of": 1}}),
    event("candidate.accepted", candidate_id="c1", data={{"kind": "full"}}),
]
request = urllib.request.Request(
    "{url}/api/v1/events",
    data=json.dumps({{"events": events}}).encode(),
    headers={{"Authorization": "Bearer " + os.environ["FLYWHEEL_KEY"], "Content-Type": "application/json"}},
)
print(urllib.request.urlopen(request).read().decode())
"""

_JAVASCRIPT = """\
const event = (type, fields) => ({{
  event_id: crypto.randomUUID(), type, occurred_at: new Date().toISOString(),
  session_id: "s1", interaction_id: "i1", ...fields,
}});

const answer = await fetch("{url}/api/v1/events", {{
  method: "POST",
  headers: {{ Authorization: `Bearer ${{process.env.FLYWHEEL_KEY}}`, "Content-Type": "application/json" }},
  body: JSON.stringify({{ events: [
    event("candidate.generated", {{ candidate_id: "c1", data: {{ text: "return a + b", model: "m1" }} }}),
    event("candidate.accepted", {{ candidate_id: "c1", data: {{ kind: "full" }} }}),
  ] }}),
}});
console.log(await answer.json());
"""


def snippets(url: str) -> dict[str, str]:
    """By language. `url` is the server's public address without a slash at its end."""
    return {
        "curl": _CURL.format(url=url),
        "python": _PYTHON.format(url=url),
        "javascript": _JAVASCRIPT.format(url=url),
    }
