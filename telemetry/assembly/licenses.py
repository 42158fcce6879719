"""SPDX identifiers of licences, from the ways tools and people write them. Pure."""

import re
from typing import Final

# Where the spelling says which licence and version is meant; the SPDX identifier is the value.
_SPELLINGS: Final = {
    "0BSD": ("0bsd", "bsd-0-clause", "zero-clause bsd"),
    "AGPL-3.0-only": ("agpl-3.0-only", "agplv3 only"),
    "AGPL-3.0-or-later": ("agpl-3.0-or-later", "agpl-3.0+", "agplv3+", "agpl v3 or later"),
    "Apache-2.0": (
        "apache-2.0", "apache 2.0", "apache 2", "apache2", "apache-2", "apache2.0", "apache v2", "apache v2.0",
        "asl 2.0", "apache license 2.0", "apache license, version 2.0", "apache license version 2.0",
        "apache software license 2.0", "apache license v2.0", "the apache license, version 2.0", "apache licence 2.0",
    ),
    "Artistic-2.0": ("artistic-2.0", "artistic license 2.0", "artistic 2.0"),
    "BSD-2-Clause": (
        "bsd-2-clause", "bsd 2-clause", "bsd 2 clause", "2-clause bsd", "simplified bsd", "freebsd", "bsd-2",
        "bsd 2-clause license", 'bsd 2-clause "simplified" license',
    ),
    "BSD-3-Clause": (
        "bsd-3-clause", "bsd 3-clause", "bsd 3 clause", "3-clause bsd", "new bsd", "modified bsd", "bsd-3",
        "revised bsd", "bsd 3-clause license", 'bsd 3-clause "new" or "revised" license',
        "new bsd license", "3-clause bsd license",
    ),
    "BSL-1.0": ("bsl-1.0", "boost software license 1.0", "boost-1.0", "boost software license"),
    "BUSL-1.1": ("busl-1.1", "business source license 1.1"),
    "CC-BY-4.0": ("cc-by-4.0", "cc by 4.0"),
    "CC-BY-SA-4.0": ("cc-by-sa-4.0", "cc by-sa 4.0"),
    "CC0-1.0": ("cc0-1.0", "cc0", "cc0 1.0", "cc0 1.0 universal", "creative commons zero v1.0 universal"),
    "EPL-1.0": ("epl-1.0", "eclipse public license 1.0"),
    "EPL-2.0": ("epl-2.0", "eclipse public license 2.0", "eclipse public license - v 2.0"),
    "EUPL-1.2": ("eupl-1.2", "european union public licence 1.2"),
    "GPL-2.0-only": ("gpl-2.0-only", "gplv2 only"),
    "GPL-2.0-or-later": ("gpl-2.0-or-later", "gpl-2.0+", "gplv2+", "gpl v2 or later"),
    "GPL-3.0-only": ("gpl-3.0-only", "gplv3 only"),
    "GPL-3.0-or-later": ("gpl-3.0-or-later", "gpl-3.0+", "gplv3+", "gpl v3 or later"),
    "ISC": ("isc", "isc license", "iscl"),
    "LGPL-2.1-or-later": ("lgpl-2.1-or-later", "lgpl-2.1+", "lgplv2.1+"),
    "LGPL-3.0-or-later": ("lgpl-3.0-or-later", "lgpl-3.0+", "lgplv3+"),
    "LGPL-2.1-only": ("lgpl-2.1-only",),
    "LGPL-3.0-only": ("lgpl-3.0-only",),
    "MIT": ("mit", "mit license", "the mit license", "mit licence", "the mit license (mit)", "mit/expat", "expat",
            "mit license (expat)"),
    "MIT-0": ("mit-0", "mit no attribution"),
    "MPL-2.0": ("mpl-2.0", "mpl 2.0", "mpl2", "mozilla public license 2.0", "mozilla public license 2.0 (mpl 2.0)",
                "mozilla public license version 2.0"),
    "NCSA": ("ncsa",),
    "PSF-2.0": ("psf-2.0", "psfl", "psf", "python software foundation license", "psf license"),
    "PostgreSQL": ("postgresql", "postgresql license"),
    "Unlicense": ("unlicense", "the unlicense", "unlicense license"),
    "WTFPL": ("wtfpl",),
    "Zlib": ("zlib", "zlib license"),
}  # fmt: skip
_BY_SPELLING: Final = {spelling: spdx for spdx, spellings in _SPELLINGS.items() for spelling in spellings}
# A compound expression: its parts are put right, its operators written as SPDX writes them.
_OPERATOR: Final = re.compile(r"\s+(and|or|with)\s+|([()])", re.IGNORECASE)
_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9.+-]{1,60}")
LONGEST: Final = 200  # characters of an expression that are read; a licence's whole text is none


def spdx(told: str) -> str:
    """The SPDX identifier or expression for a licence as a client names it; as told, without white space around it,
    where it is not sure which is meant (`GPL`, `BSD`: of which version, with how many clauses?)."""
    name = told.strip()
    if len(name) > LONGEST:
        return name
    if known := _BY_SPELLING.get(_plain(name)):
        return known
    parts = [_part(part) for part in _OPERATOR.split(name) if part]
    return name if None in parts else "".join(filter(None, parts))


def _part(part: str) -> str | None:
    """One part of an expression as SPDX writes it; None for what is a part of a sentence."""
    if part in "()":
        return part
    if part.lower() in ("and", "or", "with"):
        return f" {part.upper()} "
    return _BY_SPELLING.get(_plain(part)) or (part if _IDENTIFIER.fullmatch(part) else None)


def _plain(name: str) -> str:
    return " ".join(name.lower().split())
