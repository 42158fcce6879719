"""What to paste into each client, exactly. `@URL@` is this server's public address, `@KEY@` the key.

Taken from what the clients read: see each one's own documentation for the other settings.
"""

from typing import Final

URL: Final = "@URL@"
KEY: Final = "@KEY@"

CONTINUE: Final = """\
data:
  - name: Flywheel
    destination: @URL@/clients/continue
    schema: 0.2.0
    level: all # noCode leaves prompts and code out
    apiKey: @KEY@
"""

TABBY: Final = """\
[server]
endpoint = "@URL@/clients/tabby"
token = "@KEY@"

[anonymousUsageTracking]
disable = true
"""

CLAUDE_CODE: Final = """\
export FLYWHEEL_KEY=@KEY@
export CLAUDE_CODE_ENABLE_TELEMETRY=1
export OTEL_LOGS_EXPORTER=otlp
export OTEL_EXPORTER_OTLP_PROTOCOL=http/json
export OTEL_EXPORTER_OTLP_ENDPOINT=@URL@/clients/otlp
export OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer $FLYWHEEL_KEY"
# Tells answers of a person at the terminal from those of programs:
export OTEL_METRICS_INCLUDE_ENTRYPOINT=true
# Texts, which Claude Code leaves out unless told otherwise:
export OTEL_LOG_USER_PROMPTS=1
export OTEL_LOG_ASSISTANT_RESPONSES=1
export OTEL_LOG_TOOL_DETAILS=1
"""

_HOOK: Final = """\
[{"hooks": [{
      "type": "http", "timeout": 5,
      "url": "@URL@/clients/claude-code/hooks",
      "headers": {"Authorization": "Bearer $FLYWHEEL_KEY"},
      "allowedEnvVars": ["FLYWHEEL_KEY"]
    }]}]"""
_HOOKS: Final = ("UserPromptSubmit", "PreToolUse", "PostToolUse", "PostToolUseFailure", "PermissionDenied")
CLAUDE_CODE_HOOKS: Final = '{\n  "hooks": {\n' + ",\n".join(f'    "{name}": {_HOOK}' for name in _HOOKS) + "\n  }\n}\n"

CODEX: Final = """\
[otel]
log_user_prompt = true # false leaves your prompts out
metrics_exporter = "none"

[otel.exporter."otlp-http"]
endpoint = "@URL@/clients/otlp/v1/logs"
protocol = "json"
headers = { authorization = "Bearer @KEY@" }
"""

GEMINI_CLI: Final = """\
{
  "telemetry": {
    "enabled": true,
    "target": "local",
    "otlpEndpoint": "@URL@/clients/otlp",
    "otlpProtocol": "http",
    "logPrompts": true
  }
}
"""

OTLP_HEADER: Final = """\
export OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer @KEY@"
"""

COPILOT_CHAT: Final = """\
{
  "github.copilot.chat.otel.enabled": true,
  "github.copilot.chat.otel.exporterType": "otlp-http",
  "github.copilot.chat.otel.otlpEndpoint": "@URL@/clients/otlp",
  "github.copilot.chat.otel.captureContent": true
}
"""

COPILOT_ARENA: Final = """\
{
  "arena.serverUrl": "@URL@/clients/copilot-arena/@KEY@",
  "arena.codePrivacySettings": "Research"
}
"""

OTLP: Final = """\
export OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=@URL@/clients/otlp/v1/logs
export OTEL_EXPORTER_OTLP_LOGS_PROTOCOL=http/protobuf
export OTEL_EXPORTER_OTLP_LOGS_HEADERS="Authorization=Bearer%20@KEY@"
"""

OTLP_CURL: Final = """\
curl @URL@/clients/otlp/v1/logs \\
  -H "Authorization: Bearer @KEY@" -H "Content-Type: application/json" \\
  --data-binary @- <<END
{"resourceLogs": [{"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "my-eval"}}]},
 "scopeLogs": [{"logRecords": [{"timeUnixNano": "$(date +%s)000000000", "attributes": [
  {"key": "event.name", "value": {"stringValue": "gen_ai.evaluation.result"}},
  {"key": "gen_ai.evaluation.name", "value": {"stringValue": "user_feedback"}},
  {"key": "gen_ai.evaluation.score.value", "value": {"doubleValue": 1.0}},
  {"key": "gen_ai.response.id", "value": {"stringValue": "chatcmpl-123"}}]}]}]}]}
END
"""

VARIABLE: Final = """\
export FLYWHEEL_KEY=@KEY@
"""

SENDER: Final = """\
import os
from flywheel_sender import Sender

sender = Sender(
    "@URL@",
    os.environ["FLYWHEEL_KEY"],
    client_name="my-plugin",
    client_version="1.0.0",
    folder=os.path.expanduser("~/.cache/my-plugin"),
)
sender.send({
    "type": "interaction.started", "session_id": "s1", "interaction_id": "from-the-sender",
    "data": {"surface": "completion", "language": "python", "prompt": {"prefix": "def add(a, b):"}},
})
sender.close(timeout=5)
print(sender.stats())
"""


def filled(text: str, url: str, key: str) -> str:
    return text.replace(URL, url).replace(KEY, key)
