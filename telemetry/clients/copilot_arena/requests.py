"""The client's requests for a pair, checked, and what they ask of an upstream. Pure; raises Unmappable."""

import uuid
from typing import Final

from telemetry.clients import reading
from telemetry.clients.copilot_arena import fields
from telemetry.clients.copilot_arena.pairs import COMPLETION, EDIT, PairRequest, edit_context
from telemetry.clients.gateway.contracts import Ask
from telemetry.clients.mapping import Document

MOST_LINES: Final = 10_000
_EDIT_TOKENS: Final = 2_048
_FENCE: Final = "```"


def read_completion(document: Document) -> PairRequest:
    fields.require(document, ("prefix", "userId", "privacy"))
    prompt = {"prefix": fields.text(document, "prefix"), "suffix": fields.text_or(document, "suffix")}
    return PairRequest(COMPLETION, _pair_id(document), fields.user(document), fields.level(document), prompt)


def read_edit(document: Document) -> PairRequest:
    fields.require(document, ("prefix", "codeToEdit", "userInput", "language", "userId", "suffix", "privacy"))
    code = fields.text(document, "codeToEdit")
    context = edit_context(code, fields.text(document, "prefix"), fields.text(document, "suffix"))
    prompt = {"instruction": fields.text(document, "userInput"), "context": context}
    language = fields.language(document, "language") or ""
    return PairRequest(EDIT, _pair_id(document), fields.user(document), fields.level(document), prompt, language)


def completion_ask(request: PairRequest, document: Document) -> Ask:
    """`modelTags` choose among models of the client's own server; here the weights of the upstreams do."""
    return Ask(
        prefix=request.prompt["prefix"],
        suffix=request.prompt["suffix"],
        max_tokens=fields.count(document, "maxTokens", "max_tokens"),
        temperature=reading.number(document, "temperature", 0, 2),
        top_p=reading.number(document, "topP", 0, 1),
    )


def edit_ask(request: PairRequest) -> Ask:
    """An instruction in plain words that ends where the rewritten code begins."""
    parts = (
        "Rewrite the code as asked. Keep its indentation. Answer with the rewritten code only.",
        request.prompt["context"],
        f"What to do:\n{request.prompt['instruction']}",
        f"Rewritten code:\n{_FENCE}{request.language}\n",
    )
    return Ask(prefix="\n\n".join(parts), language=request.language, max_tokens=_EDIT_TOKENS, stop=(f"\n{_FENCE}",))


def most_lines(document: Document) -> int:
    """How many lines of a completion the client wants to show."""
    return fields.count(document, "maxLines", "max_lines") or MOST_LINES


def _pair_id(document: Document) -> str:
    return fields.text(document, "pairId") if "pairId" in document else str(uuid.uuid4())
