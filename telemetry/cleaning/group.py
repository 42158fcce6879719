"""The identity of a prompt: candidates compete only when they answered the same one."""

import hashlib

import msgspec

from telemetry.contracts import Interaction, Prompt


def group_id(interaction: Interaction) -> str:
    """sha256 over the scrubbed prompt as canonical JSON (surface, prefix, suffix, instruction, context,
    messages). A prompt without a word asks nothing that could be asked twice: each such interaction is its own group.
    """
    prompt = interaction.prompt or Prompt()
    messages = [[message.role, message.content] for message in prompt.messages]
    texts = [prompt.prefix, prompt.suffix, prompt.instruction, prompt.context]
    canonical = [interaction.surface, *texts, messages]
    if not any(text and text.strip() for text in (*texts, *(content for _, content in messages))):
        canonical.append(interaction.uid)
    return hashlib.sha256(msgspec.json.encode(canonical)).hexdigest()
