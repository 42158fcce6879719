"""Where one token ends: the same for what is hashed as for what is compared to the letter."""

import re
from typing import Final

TOKEN: Final = re.compile(r"\w+|[^\w\s]")
_LOOKED_AT: Final = 200  # characters: more than a handful of tokens of code have


def last_tokens(text: str, count: int) -> str:
    """The last few, parted by blanks; looks at the end of the text only, however long it is."""
    return " ".join(TOKEN.findall(text[-_LOOKED_AT:])[-count:])
