"""A matplotlib figure as SVG that a page may hold as it stands, and the look all plots share.

Ink is `currentColor`, so a plot reads on light and on dark paper. There are no style attributes or elements, which a
strict Content-Security-Policy forbids. The same figure gives the same text.
"""

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Okabe and Ito's colours for all kinds of colour vision, without those too pale or too dark for either paper.
COLOURS: Final = ("#0a84d0", "#e08a00", "#009e73", "#d55e00", "#c469a0", "#7a6ff0")
MARKERS: Final = ("o", "s", "^", "D", "v", "P")
MIDDLE_INK: Final = "#757575"  # of a plot seen alone: equally strong on white and on black
_INK: Final = "#010203"  # nothing else is drawn in it
_SALT: Final = "flywheel"

_PARAMETERS: Final[Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": _SALT,
    "font.family": "sans-serif",
    "font.size": 11,
    "axes.edgecolor": _INK,
    "axes.labelcolor": _INK,
    "axes.titlecolor": _INK,
    "axes.titlesize": 12,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": _INK,
    "grid.alpha": 0.15,
    "grid.linewidth": 0.8,
    "text.color": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "legend.frameon": False,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
}


@contextmanager
def drawing(width: float, height: float) -> Iterator["Figure"]:
    """An empty figure of that many inches, without any window or global state."""
    logging.getLogger("matplotlib").setLevel(logging.WARNING)  # it tells when it looks for fonts
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(_PARAMETERS):
        yield Figure(figsize=(width, height), layout="constrained")


def ink() -> str:
    return _INK


def text_of(figure: "Figure", title: str) -> str:
    """Must be called inside `drawing`. `title` is what a screen reader says."""
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return _for_pages(out.getvalue(), title)


def _for_pages(drawn: str, title: str) -> str:
    drawn = drawn[drawn.index("<svg") :]
    drawn = re.sub(r"<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r"<defs>\s*<style[^>]*>.*?</style>\s*</defs>", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r'\sstyle="([^"]*)"', lambda match: _attributes(match[1]), drawn)
    drawn = drawn.replace(_INK, "currentColor")
    label = title.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    head = f'<svg role="img" aria-label="{label}" color="{MIDDLE_INK}" stroke-linejoin="round" stroke-linecap="butt"'
    return drawn.replace("<svg", head, 1)


def _attributes(style: str) -> str:
    return "".join(f' {name}="{value}"' for name, value in _properties(style))


def _properties(style: str) -> Iterator[tuple[str, str]]:
    for part in style.split(";"):
        name, colon, value = (piece.strip() for piece in part.partition(":"))
        if name == "font":
            size = re.search(r"([\d.]+px)", value)
            yield from (("font-size", size[1]) if size else ("font-size", "11px"), ("font-family", "sans-serif"))
        elif colon:
            yield name, value
