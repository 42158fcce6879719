"""Documents → bands: 64-bit numbers of which alike documents share at least one, and others practically none.

A band joins rows of the prompt's signature with rows of the answers': both have to be alike, so that a long prompt
cannot hide that a short answer is another one. Two documents share a band with the probability
1 - (1 - p³·a⁶)¹⁰ at Jaccard indexes p of the prompts and a of the answers: 0.99 at 0.9 and 0.9, 0.96 at 0.8 and 0.9,
0.61 at 0.7 and 0.8, 0.14 at 0.5 and 0.7, 0.02 at 0.5 and 0.5.

On 16 000 completions of real code (`tests.benchmarks.bench_near_duplicates`) 85 % are found again after a name was
changed throughout, 80 % after every number was (both also change what stands before the cursor, which has to be
equal), 99 % after a comment was added or tabs put for blanks, 58 % after one token of the answer was changed: in a
short answer that is another answer. Of neighbours in one file 0.02 % are taken for each other.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from rensa import RMinHash

from telemetry.cleaning.near_duplicates.document import Document
from telemetry.cleaning.near_duplicates.hashing import hash_text
from telemetry.cleaning.near_duplicates.shingles import Hashes, mix, shingle_sets

BANDS = 10
PROMPT_ROWS = 3  # of each band
ANSWER_ROWS = 6  # of each band
MIN_SHINGLES = 8  # prompt and answers together; smaller documents are alike by chance
CHUNK_CHARACTERS = 4_000_000  # of text taken apart at a time: bounds memory

_SEED = 42


def bands(documents: Sequence[Document]) -> list[list[int]]:
    """BANDS signed 64-bit numbers of each document; none of one that is too small."""
    return [found for chunk in _chunks(documents) for found in _bands(chunk)]


def _chunks(documents: Sequence[Document]) -> Iterator[list[Document]]:
    chunk: list[Document] = []
    size = 0
    for document in documents:
        length = sum(map(len, document.asked)) + sum(len(text) for _, text in document.answers)
        if chunk and size + length > CHUNK_CHARACTERS:
            yield chunk
            chunk, size = [], 0
        chunk.append(document)
        size += length
    if chunk:
        yield chunk


def _bands(documents: Sequence[Document]) -> list[list[int]]:
    asked, asked_sizes = _rows([[("", text) for text in one.asked] for one in documents], PROMPT_ROWS)
    answers, answer_sizes = _rows([one.answers for one in documents], ANSWER_ROWS)
    equal: Hashes = np.array([hash_text(f"{one.verdict}\0{one.place}") for one in documents], dtype=np.uint64)
    keys = mix(np.add.outer(equal, np.arange(BANDS, dtype=np.uint64)))
    for column in range(PROMPT_ROWS):
        keys = mix(keys ^ asked[:, :, column])
    for column in range(ANSWER_ROWS):
        keys = mix(keys ^ answers[:, :, column])
    enough = (asked_sizes > 0) & (answer_sizes > 0) & (asked_sizes + answer_sizes >= MIN_SHINGLES)
    return [row if fits else [] for row, fits in zip(keys.view(np.int64).tolist(), enough.tolist(), strict=True)]


def _rows(sets: Sequence[Sequence[tuple[str, str]]], rows: int) -> tuple[Hashes, Hashes]:
    """The signature of each set as (len(sets), BANDS, rows), and how many shingles each has."""
    hashes, offsets = shingle_sets(sets)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(hashes, offsets, BANDS * rows, _SEED)
    digests = np.array(matrix.to_rows(), dtype=np.uint64)
    return digests.reshape(len(sets), BANDS, rows), np.diff(offsets)
