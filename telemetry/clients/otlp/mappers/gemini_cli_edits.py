"""What Gemini CLI's edit tools would write, and what a person made of it. Pure.

When a person changes an edit before it is applied, the logged arguments are the person's. `write_file` keeps the
model's own content beside them; `replace` keeps the *old file* under the same name and takes the whole new file for
its text, so there what the model proposed is lost. So it is where somebody opened the editor twice: both are then the
person's.
"""

from typing import Any, Final

from telemetry.clients.otlp.mappers.gemini_cli_calls import Call
from telemetry.clients.reading import written_flag

_WRITE: Final = "write_file"
TOOLS: Final = {_WRITE: "content", "replace": "new_string", "edit": "new_string"}  # tool → argument with the text
_PROPOSED: Final = "ai_proposed_content"
_FLAG: Final = "modified_by_user"


def proposed_arguments(call: Call) -> dict[str, Any] | None:
    """As the model made the call; None where that is not known."""
    if call.arguments is None or not _is_changed(call):
        return call.arguments
    text = proposed_text(call)
    if text is None:
        return None
    kept = {name: value for name, value in call.arguments.items() if name not in (_PROPOSED, _FLAG)}
    return kept | {TOOLS[call.tool]: text}


def proposed_text(call: Call) -> str | None:
    """The model's text; None where it is not known."""
    if not _is_changed(call):
        return _text(call, TOOLS.get(call.tool, ""))
    return _text(call, _PROPOSED) if _is_rewritten_file(call) else None


def edited_text(call: Call) -> str | None:
    """The person's version of `proposed_text`; None where only counts of lines tell that there is one."""
    return _text(call, TOOLS[call.tool]) if _is_rewritten_file(call) else None


def _is_changed(call: Call) -> bool:
    """Also of an edit that the person refused after all."""
    return call.is_edited or written_flag(call.arguments or {}, _FLAG) is True


def _is_rewritten_file(call: Call) -> bool:
    proposed = _text(call, _PROPOSED)
    return call.tool == _WRITE and proposed is not None and proposed != _text(call, TOOLS[_WRITE])


def _text(call: Call, name: str) -> str | None:
    value = (call.arguments or {}).get(name)
    return value if isinstance(value, str) else None
