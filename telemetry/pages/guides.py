"""The clients of the Connect page: what each is called in the batches, and what to paste into it."""

from typing import Final, NamedTuple
from uuid import uuid4

from telemetry.pages import configurations as texts
from telemetry.pages.seen import NATIVE, Seen
from telemetry.pages.snippets import snippets

OTLP: Final = "otlp"


class Guide(NamedTuple):
    """One client. Its page is `templates/telemetry/connect_<slug>.html`; `feeds` are (source, client name)."""

    slug: str
    title: str
    feeds: frozenset[tuple[str, str]]
    texts: dict[str, str]

    @property
    def template(self) -> str:
        return f"telemetry/connect_{self.slug.replace('-', '_')}.html"

    def owns(self, seen: Seen) -> bool:
        """Whatever speaks OTLP and is no client known by name belongs to the last but one guide."""
        if self.slug == NATIVE:
            return seen.source == NATIVE
        if self.slug == OTLP:
            return seen.source == OTLP and (seen.source, seen.name) not in _NAMED
        return (seen.source, seen.name) in self.feeds

    def filled(self, url: str, key: str) -> dict[str, str]:
        """The texts to paste, by name."""
        found = {name: texts.filled(text, url, key) for name, text in self.texts.items()}
        return found | snippets(url, uuid4()) if self.slug == NATIVE else found


def _guide(slug: str, title: str, *feeds: tuple[str, str], **texts: str) -> Guide:
    return Guide(slug, title, frozenset(feeds), texts)


GUIDES: Final = (
    _guide("continue", "Continue", ("continue", "continue"), config=texts.CONTINUE),
    _guide("tabby", "Tabby", ("tabby", "tabby"), config=texts.TABBY),
    _guide(
        "claude-code",
        "Claude Code",
        (OTLP, "claude-code"),
        ("claude-code", "claude-code-hooks"),
        environment=texts.CLAUDE_CODE,
        hooks=texts.CLAUDE_CODE_HOOKS,
    ),
    _guide("codex", "Codex CLI", (OTLP, "codex"), config=texts.CODEX),
    _guide("gemini-cli", "Gemini CLI", (OTLP, "gemini-cli"), config=texts.GEMINI_CLI, header=texts.OTLP_HEADER),
    _guide("copilot-chat", "Copilot Chat", (OTLP, "copilot-chat"), config=texts.COPILOT_CHAT, header=texts.OTLP_HEADER),
    _guide("copilot-arena", "Copilot Arena", ("copilot-arena", "copilot-arena"), config=texts.COPILOT_ARENA),
    _guide(OTLP, "Any OpenTelemetry tool", environment=texts.OTLP, curl=texts.OTLP_CURL),
    _guide(NATIVE, "Your own plugin", variable=texts.VARIABLE, sender=texts.SENDER),
)
_NAMED: Final = frozenset().union(*(guide.feeds for guide in GUIDES))


def guide_of(slug: str) -> Guide:
    """The first where there is none of that name."""
    return next((guide for guide in GUIDES if guide.slug == slug), GUIDES[0])
