"""How a prefix and a suffix become the request a model was trained to fill in: templates by name, or one's own.

The tokens are those of the models' own documentation and of the templates Continue and Tabby ship.
"""

import re
from typing import Final, NamedTuple

COMPLETIONS: Final = "/v1/completions"
_PLACEHOLDER = re.compile(r"\{(prefix|suffix)\}")
_MOST_STOPS: Final = 4  # the OpenAI API refuses more


class FimTemplate(NamedTuple):
    """`text` has {prefix} and {suffix}; where it is empty both are sent as fields. `stop` are the tokens that never
    belong to the answer, the likeliest first."""

    label: str
    text: str
    stop: tuple[str, ...] = ()
    path: str = COMPLETIONS
    seed_field: str = "seed"


FIELDS: Final = FimTemplate("Fields `prompt` and `suffix`", "")
TEMPLATES: Final[dict[str, FimTemplate]] = {
    "qwen2.5-coder": FimTemplate(
        "Qwen2.5-Coder",
        "<|fim_prefix|>{prefix}<|fim_suffix|>{suffix}<|fim_middle|>",
        (
            "<|endoftext|>", "<|fim_pad|>", "<|file_sep|>", "<|repo_name|>",
            "<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|im_start|>", "<|im_end|>",
        ),
    ),
    "starcoder2": FimTemplate(
        "StarCoder2",
        "<fim_prefix>{prefix}<fim_suffix>{suffix}<fim_middle>",
        ("<|endoftext|>", "<file_sep>", "<repo_name>", "<fim_prefix>", "<fim_suffix>", "<fim_middle>", "<fim_pad>"),
    ),
    "deepseek-coder": FimTemplate(
        "DeepSeek-Coder",
        "<｜fim▁begin｜>{prefix}<｜fim▁hole｜>{suffix}<｜fim▁end｜>",
        ("<｜end▁of▁sentence｜>", "<|EOT|>", "<｜fim▁begin｜>", "<｜fim▁hole｜>", "<｜fim▁end｜>"),
    ),
    "codellama": FimTemplate(
        "CodeLlama", "<PRE> {prefix} <SUF>{suffix} <MID>", (" <EOT>", "<EOT>", "<PRE>", "<SUF>", "<MID>")
    ),
    "codestral": FimTemplate(
        "Codestral, served from its weights", "[SUFFIX]{suffix}[PREFIX]{prefix}", ("[PREFIX]", "[SUFFIX]", "[MIDDLE]")
    ),
    "mistral-api": FimTemplate(
        "Codestral, by Mistral's own API", "", ("[PREFIX]", "[SUFFIX]"), "/v1/fim/completions", "random_seed"
    ),
}  # fmt: skip


def template(stored: str) -> FimTemplate:
    """By name, or made of one's own text; empty: the fields."""
    if not stored:
        return FIELDS
    return TEMPLATES.get(stored) or FimTemplate("", stored, _marks(stored))


def is_template(text: str) -> bool:
    """Whether the text has each placeholder once."""
    return sorted(_PLACEHOLDER.findall(text)) == ["prefix", "suffix"]


def prompt(template: FimTemplate, prefix: str, suffix: str) -> dict[str, str]:
    """The request's `prompt`, and `suffix` where it goes as a field. Braces in the code are left as they are."""
    if template.text:
        parts = {"prefix": prefix, "suffix": suffix}
        return {"prompt": _PLACEHOLDER.sub(lambda found: parts[found[1]], template.text)}
    return {"prompt": prefix, "suffix": suffix} if suffix else {"prompt": prefix}


def stops(template: FimTemplate, wanted: tuple[str, ...]) -> list[str]:
    """The stop sequences to ask for: the client's own first, as many as servers take."""
    return [text for text in dict.fromkeys((*wanted, *template.stop)) if text][:_MOST_STOPS]


def cut(text: str, template: FimTemplate, wanted: tuple[str, ...]) -> str:
    """The text up to the first stop sequence, for servers that pass them on."""
    ends = [at for stop in (*wanted, *template.stop) if stop and (at := text.find(stop)) >= 0]
    return text[: min(ends)] if ends else text


def _marks(text: str) -> tuple[str, ...]:
    """The special tokens of one's own template: what stands around its placeholders."""
    around = (part.strip() for part in _PLACEHOLDER.sub("\n", text).split("\n"))
    return tuple(dict.fromkeys(part for part in around if len(part) > 2))
