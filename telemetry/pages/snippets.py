"""The examples of the Connect page: complete, for the address at hand, with nothing to install."""

import json
from uuid import UUID

_CURL = """\
curl {url}/api/v1/events \\
  -H "Authorization: Bearer $FLYWHEEL_KEY" -H "Content-Type: application/json" \\
  --data-binary @- <<END
{{"event_id": "{event_id}", "type": "interaction.started",
 "occurred_at": "$(date -u +%Y-%m-%dT%H:%M:%SZ)", "session_id": "s1", "interaction_id": "from-curl",
 "data": {{"surface": "completion", "language": "python", "prompt": {{"prefix": "def add(a, b):"}}}}}}
END
"""

_PYTHON = """\
import json, os, urllib.request, uuid
from datetime import datetime, timezone

interaction = str(uuid.uuid4())

def event(kind, **fields):
    return {{"event_id": str(uuid.uuid4()), "type": kind, "session_id": "s1", "interaction_id": interaction,
            "occurred_at": datetime.now(timezone.utc).isoformat(), **fields}}

events = [
    event("interaction.started", data={{"surface": "completion", "language": "python",
                                       "prompt": {{"prefix": "def add(a, b):\\n"}}}}),
    event("candidate.generated", candidate_id="c1", data={{"text": "    return a + b", "model": "m1"}}),
    event("candidate.shown", candidate_id="c1", data={{"position": 0, "of": 1}}),
    event("candidate.accepted", candidate_id="c1", data={{"kind": "full"}}),
]
request = urllib.request.Request(
    {quoted_url},
    data=json.dumps({{"events": events}}).encode(),
    headers={{"Authorization": "Bearer " + os.environ["FLYWHEEL_KEY"], "Content-Type": "application/json"}},
)
print(urllib.request.urlopen(request).read().decode())
"""

_JAVASCRIPT = """\
const interaction_id = crypto.randomUUID();
const event = (type, fields) => ({{
  event_id: crypto.randomUUID(), type, occurred_at: new Date().toISOString(),
  session_id: "s1", interaction_id, ...fields,
}});

const answer = await fetch({quoted_url}, {{
  method: "POST",
  headers: {{ Authorization: `Bearer ${{process.env.FLYWHEEL_KEY}}`, "Content-Type": "application/json" }},
  body: JSON.stringify({{ events: [
    event("interaction.started", {{ data: {{ surface: "completion", language: "javascript",
                                          prompt: {{ prefix: "const add = (a, b) => " }} }} }}),
    event("candidate.generated", {{ candidate_id: "c1", data: {{ text: "a + b", model: "m1" }} }}),
    event("candidate.shown", {{ candidate_id: "c1", data: {{ position: 0, of: 1 }} }}),
    event("candidate.accepted", {{ candidate_id: "c1", data: {{ kind: "full" }} }}),
  ] }}),
}});
console.log(await answer.json());
"""


def snippets(url: str, event_id: UUID) -> dict[str, str]:
    """By language. `url` is the server's public address without a slash at its end.

    A shell has no portable way to make an id, so `event_id`, a fresh one, stands in the curl example.
    """
    quoted_url = json.dumps(f"{url}/api/v1/events")
    return {
        "curl": _CURL.format(url=url, event_id=event_id),
        "python": _PYTHON.format(quoted_url=quoted_url),
        "javascript": _JAVASCRIPT.format(quoted_url=quoted_url),
    }
