"""Replacing many values at once, in time that grows with the text and not with the number of values."""

from collections.abc import Iterator, Mapping, Sequence

from telemetry.cleaning.redaction.finding import Around, places

# Up to so many values each is looked for by itself, which takes about 2 µs in 4,000 characters; a dictionary of their
# first characters takes about 300 µs whatever their number.
FEW = 64
KEY_LENGTH = 4


class Replacement:
    """Callable that puts a placeholder for every value. Where two overlap, the one that begins first wins, then the
    longer one: a value inside another must not break it up."""

    def __init__(self, placeholders: Mapping[str, str], arounds: Mapping[str, Sequence[Around]]) -> None:
        """Both by value; a value is replaced where one of its `arounds` fits."""
        self._placeholders = placeholders
        self._arounds = arounds
        self._lengths: dict[int, dict[str, set[int]]] = {}  # of the values, by length of the key and by key
        if len(placeholders) > FEW:
            for value in placeholders:
                key = value[:KEY_LENGTH]
                self._lengths.setdefault(len(key), {}).setdefault(key, set()).add(len(value))

    def __call__(self, text: str) -> str:
        pieces, end = [], 0
        for place, negative_length, value in sorted(self._occurrences(text)):
            if place >= end and self._fits(text, place, value):
                pieces += [text[end:place], self._placeholders[value]]
                end = place - negative_length
        return "".join((*pieces, text[end:])) if pieces else text

    def _fits(self, text: str, place: int, value: str) -> bool:
        return any(around.fits(text, place, place + len(value)) for around in self._arounds[value])

    def _occurrences(self, text: str) -> Iterator[tuple[int, int, str]]:
        if not self._lengths:
            for value in self._placeholders:
                yield from ((place, -len(value), value) for place in places(value, text))
        for size, lengths_by_key in self._lengths.items():
            for place in range(len(text) - size + 1):
                for length in lengths_by_key.get(text[place : place + size], ()):
                    value = text[place : place + length]
                    if value in self._placeholders:
                        yield place, -length, value
