"""Brings texts to one form, changing nothing that could change what code means.

- Line endings become LF: the editor's platform is no preference.
- A byte order mark at the start and NUL characters go: no source text means them.
- Nothing else. No Unicode normalisation (string literals would change), and no white space is cut: prefix,
  candidate and suffix are pieces of one buffer, where a trailing blank decides whether they fit together.
"""

from telemetry.cleaning.stage import AllFacts, Batch, Item, each
from telemetry.cleaning.texts import rewrite, texts
from telemetry.contracts import Mark

LINE_ENDINGS = "line_endings"
CONTROL = "control_characters"
_BYTE_ORDER_MARK = "\ufeff"


class Normalise:
    name = "normalise"
    version = 1

    def apply(self, batch: Batch, facts: AllFacts) -> list[Item]:
        return each(batch, self._one)

    def _one(self, item: Item) -> Item:
        found = [text for _, text in texts(item.interaction)]
        returns = sum("\r" in text for text in found)
        controls = sum("\0" in text or text.startswith(_BYTE_ORDER_MARK) for text in found)
        if not returns and not controls:
            return item
        marks = [
            Mark(stage=self.name, reason=reason, count=count)
            for reason, count in ((LINE_ENDINGS, returns), (CONTROL, controls))
            if count
        ]
        return item.altered(rewrite(item.interaction, normal), *marks)


def normal(text: str) -> str:
    text = text.removeprefix(_BYTE_ORDER_MARK).replace("\0", "")
    return text.replace("\r\n", "\n").replace("\r", "\n")
