"""A hook of Claude Code to native events. Pure.

Hooks tell what was done, not who allowed it: nothing here is a person's decision. That a person approved or refused a
call is known from the telemetry alone, whose events are joined to these by the id of the call.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from telemetry.clients import commands
from telemetry.clients.claude_code_hooks.edits import edit_text, path_of
from telemetry.clients.claude_code_hooks.payload import Hook, read_hook
from telemetry.clients.hook_turns import CLIENT
from telemetry.clients.mapping import (
    INVALID_RECORD,
    NO_SIGNAL,
    UNKNOWN_EVENT,
    Document,
    Mapped,
    MappedEvent,
    Unmappable,
    derived_id,
    derived_name,
    event,
    language_of,
    tally,
)
from telemetry.clients.reading import Values, text, written_flag

BASH: Final = "Bash"
_EXIT_CODE: Final = re.compile(r"Exit code (-?\d{1,10})[ \t\r]*(?:\n|$)")
# PermissionRequest names no call, so nothing could join it to the answer. The last message of Stop is no code, and
# beside an edit of the same turn it would leave open which of the two a test judged.
_NO_SIGNAL: Final = frozenset(
    {
        "PermissionRequest", "Stop", "StopFailure", "SubagentStart", "SubagentStop", "SessionStart", "SessionEnd",
        "Setup", "Notification", "PreCompact", "PostCompact", "ConfigChange", "CwdChanged", "FileChanged",
        "InstructionsLoaded", "TaskCreated", "TaskCompleted", "TeammateIdle", "WorktreeCreate", "WorktreeRemove",
        "Elicitation", "ElicitationResult", "UserPromptExpansion", "PostToolBatch",
    }
)  # fmt: skip


def map_hook(payload: Values, received_us: int, turn_of: Callable[[str], str]) -> Mapped:
    """`turn_of` gives the interaction id of a session's turn under way, empty where it is unknown. It is asked where
    the hook does not name its prompt itself, as old versions do not.

    Hooks carry no time: events get that of receipt. Never raises.
    """
    try:
        documents = _events(read_hook(payload), received_us, turn_of)
    except Unmappable as error:
        error.name = error.name or text(payload, "hook_event_name")
        return Mapped([], tally([error]))
    return Mapped([MappedEvent(0, document) for document in documents], [])


def _events(hook: Hook, received_us: int, turn_of: Callable[[str], str]) -> list[Document]:
    if hook.name == "UserPromptSubmit":
        return [_started(hook, received_us)]
    if hook.name not in _STEPS:
        raise Unmappable(NO_SIGNAL if hook.name in _NO_SIGNAL else UNKNOWN_EVENT, hook.name)
    if not hook.tool:
        raise Unmappable(INVALID_RECORD, hook.name, "tool_name")
    step = _Step(hook, received_us, hook.turn or turn_of(hook.session_id))
    return [document for told in _STEPS[hook.name] for document in told(step)]


def _started(hook: Hook, received_us: int) -> Document:
    """Without the prompt's id, whoever types the same again within a session goes on in the same turn: a repeat cannot
    be told from it."""
    return event(
        "interaction.started",
        derived_id(CLIENT, hook.session_id, hook.digest, "started"),
        received_us,
        interaction_id=hook.turn or derived_name(CLIENT, hook.session_id, hook.digest[:32]),
        session_id=hook.session_id,
        actor="system",  # a program that drives Claude Code sends the same
        data={
            "surface": "agent",
            "prompt": {"messages": [{"role": "user", "content": hook.prompt}]} if hook.prompt else None,
        },
    )


class _Step:
    """A tool call within the turn; where the turn is unknown, an interaction of its own, so that calls of different
    turns, which telemetry may tell apart, never fall together."""

    def __init__(self, hook: Hook, received_us: int, turn: str) -> None:
        self.hook = hook
        self.received_us = received_us
        self.interaction_id = turn or derived_name(CLIENT, hook.session_id, hook.identity)

    def event(
        self, kind: str, place: int, actor: str, data: dict[str, Any], *, at_us: int = 0, candidate: str = ""
    ) -> Document:
        hook = self.hook
        named = {"call_id": hook.call_id or None, "sequence": place}
        return event(
            kind,
            derived_id(CLIENT, hook.session_id, hook.identity, kind),
            at_us or self.received_us,
            interaction_id=self.interaction_id,
            session_id=hook.session_id,
            candidate_id=candidate,
            actor=actor,
            data=data | named,
        )


def _proposed(step: _Step) -> list[Document]:
    """PreToolUse and what follows it tell of one proposal; whichever is stored first stays."""
    hook = step.hook
    began_us = step.received_us - int((hook.duration_ms or 0) * 1000)
    data = {"tool": hook.tool, "arguments": hook.tool_input or None}
    return [step.event("tool.proposed", 0, "agent", data, at_us=max(began_us, 1))]


def _refused(step: _Step) -> list[Document]:
    """PermissionDenied comes from a rule or from the classifier of automatic mode, not from a person."""
    data = {"tool": step.hook.tool, "decision": "denied", "source": "config"}
    return [step.event("tool.decided", 1, "policy", data)]


def _generated(step: _Step) -> list[Document]:
    """Only what was written is a candidate: tests that run later judge no edit that never took place."""
    hook = step.hook
    code, path = edit_text(hook.tool, hook.tool_input), path_of(hook.tool_input)
    if not code:
        return []
    data = {"text": code, "file_path": path or None, "language": language_of(path) or None}
    return [step.event("candidate.generated", 2, "agent", data, candidate=hook.identity)]


def _succeeded(step: _Step) -> list[Document]:
    return [step.event("tool.finished", 3, "system", {"tool": step.hook.tool, "success": True})]


def _failed(step: _Step) -> list[Document]:
    hook = step.hook
    data = {"tool": hook.tool, "success": False, "output": hook.error or None}
    return [step.event("tool.finished", 3, "system", data)]


def _ran(step: _Step) -> list[Document]:
    """After success the exit code was 0, unless the command went on in the background, where it is not known yet."""
    hook = step.hook
    if written_flag(hook.tool_input, "run_in_background") or hook.response.get("backgroundTaskId"):
        return []
    output = "\n".join(filter(None, (text(hook.response, "stdout"), text(hook.response, "stderr"))))
    return _outcome(step, 0, output)


def _ran_and_failed(step: _Step) -> list[Document]:
    """Only the first line `Exit code N` tells of the command; other errors are the tool's."""
    found = _EXIT_CODE.match(step.hook.error)
    output = step.hook.error[found.end() :] if found else step.hook.error
    return _outcome(step, int(found[1]) if found else None, output)


def _outcome(step: _Step, exit_code: int | None, output: str) -> list[Document]:
    hook = step.hook
    command = text(hook.tool_input, "command")
    if hook.tool != BASH or not command:
        return []
    data = commands.outcome(
        command, exit_code, output=output, duration_ms=hook.duration_ms, interrupted=hook.interrupted
    )
    return [step.event("outcome.reported", 4, "system", data)]


_STEPS: Final[dict[str, tuple[Callable[[_Step], list[Document]], ...]]] = {
    "PreToolUse": (_proposed,),
    "PermissionDenied": (_proposed, _refused),
    "PostToolUse": (_proposed, _generated, _succeeded, _ran),
    "PostToolUseFailure": (_proposed, _failed, _ran_and_failed),
}
