"""The identity of a prompt: candidates compete only when they answered the same one."""

import hashlib

import msgspec

from telemetry.contracts import Interaction, Prompt


def group_id(interaction: Interaction) -> str:
    """sha256 over the scrubbed prompt as canonical JSON (surface, prefix, suffix, instruction, context,
    messages)."""
    prompt = interaction.prompt or Prompt()
    canonical = [
        interaction.surface,
        prompt.prefix,
        prompt.suffix,
        prompt.instruction,
        prompt.context,
        [[message.role, message.content] for message in prompt.messages],
    ]
    return hashlib.sha256(msgspec.json.encode(canonical)).hexdigest()
