"""Documents → bands: what is alike shares one, what only looks alike does not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.cleaning.near_duplicates.comments import without_comments
from telemetry.cleaning.near_duplicates.document import Document, _place, document_of
from telemetry.cleaning.near_duplicates.rank import prompt_of, rank, ranks_of
from telemetry.cleaning.near_duplicates.shingles import shingle_sets
from telemetry.cleaning.near_duplicates.signature import BANDS, bands
from telemetry.cleaning.near_duplicates.tokens import TOKEN
from telemetry.cleaning.near_duplicates.verdicts import verdicts
from telemetry.contracts import Candidate, Interaction, Message, Prompt, Signal

ASKED = """
def moving_average(values, window):
    if window < 1:
        raise ValueError("the window must be positive")
    total = sum(values[:window])
    averages = [total / window]
"""
ANSWER = """    for oldest, newest in zip(values, values[window:]):
        total += newest - oldest
        averages.append(total / window)
    return averages
"""
OTHER = """    for index in range(window, len(values)):
        averages.append(sum(values[index - window + 1 : index + 1]) / window)
    return averages
"""

PINNED = [-1545306982293548380, -5406393598403026026]  # the first bands of document()


def document(asked: str = ASKED, answer: str = ANSWER, became: str = "accepted") -> Document:
    return Document(asked=(asked,), answers=((became, answer),), verdict=became)


def alike(one: Document, other: Document) -> bool:
    first, second = bands([one, other])
    return not set(first).isdisjoint(second)


@pytest.mark.parametrize(
    "edited",
    [
        document(asked=ASKED.replace("\n    ", "\n\t")),
        document(asked=ASKED.replace("positive", "at least one")),
        document(answer=ANSWER + "    # smoothed\n"),
        document(asked="# copied\n" + ASKED, answer=ANSWER + "\n\n"),
    ],
)
def test_small_changes_leave_a_document_alike(edited: Document) -> None:
    assert alike(document(), edited)


@pytest.mark.parametrize(
    "different",
    [
        document(answer=OTHER),  # another answer to the same question
        document(asked="class Portfolio:\n    def weights(self, prices, shares):\n        held = {}\n"),
        document(became="dismissed"),  # the opposite decision
        Document(asked=(ASKED,), answers=(("accepted", ANSWER),), verdict="accepted\ndismissed"),
    ],
)
def test_what_differs_in_one_respect_is_not_alike(different: Document) -> None:
    assert not alike(document(), different)


@pytest.mark.parametrize(
    ("language", "text", "bare"),
    [
        ("python", "x = 1  # one\n# all\ny = a // b", "x = 1  \n\ny = a // b"),
        ("python", "color = '#fff'\n#!/bin/sh", "color = '#fff'\n#!/bin/sh"),
        ("python", "# only this", "# only this"),
        ("go", 'x := 1 // one\n// all\nget("https://a.io")', 'x := 1 \n\nget("https://a.io")'),
        ("c", "#include <a.h>\n# define A", "#include <a.h>\n# define A"),
        ("markdown", "# Title", "# Title"),
        ("", "x  # one // two", "x  # one // two"),
    ],
)
def test_comments_count_for_nothing_where_the_language_is_known(language: str, text: str, bare: str) -> None:
    assert without_comments(text, language) == bare


def test_two_candidates_that_changed_their_fates_are_not_alike() -> None:
    first = Document(asked=(ASKED,), answers=(("yes", ANSWER), ("no", OTHER)), verdict="no\nyes")
    second = Document(asked=(ASKED,), answers=(("no", ANSWER), ("yes", OTHER)), verdict="no\nyes")
    assert not alike(first, second)


def test_short_answers_are_alike_only_where_equal() -> None:
    assert alike(document(answer="return  one"), document(answer="return one"))
    assert not alike(document(answer="return one"), document(answer="return two"))


def test_too_small_documents_have_no_bands() -> None:
    assert bands([document(asked="x =", answer="1"), document(asked="", answer=ANSWER), document()])[:2] == [[], []]
    assert bands([]) == []


def test_bands_are_the_same_everywhere() -> None:
    """A library that computes other signatures must not go unnoticed: what is stored would never be found again."""
    (found,) = bands([document()])
    assert len(found) == BANDS
    assert found[:2] == PINNED


_texts = st.text(alphabet=st.sampled_from("ab c.\n()é日"), max_size=60)
_documents = st.builds(
    Document,
    asked=st.lists(_texts, max_size=3).map(tuple),
    answers=st.lists(st.tuples(st.sampled_from(["yes", "no"]), _texts), max_size=3).map(tuple),
    verdict=st.sampled_from(["yes", "no"]),
)


@given(st.lists(_documents, max_size=8))
def test_a_documents_bands_do_not_depend_on_its_batch(documents: list[Document]) -> None:
    assert bands(documents) == [bands([one])[0] for one in documents]


@given(st.lists(st.lists(st.tuples(st.sampled_from(["", "s"]), _texts), max_size=3), max_size=5))
def test_as_many_shingles_as_five_tokens_in_a_row(sets: list[list[tuple[str, str]]]) -> None:
    hashes, offsets = shingle_sets(sets)
    counts = [[len(TOKEN.findall(text)) for _, text in texts] for texts in sets]
    expected = [sum(max(count - 4, 1) for count in each if count) for each in counts]
    assert np.diff(offsets).tolist() == expected
    assert hashes.size == sum(expected)


def signal(kind: str, actor: str = "human", /, **data: object) -> Signal:
    return Signal(event_id="e", type=kind, at=0, actor=actor, data=data)


def decided(*signals: Signal, **fields: object) -> Interaction:
    candidate = Candidate(candidate_id="c", text=ANSWER, signals=signals)
    return Interaction(uid="0" * 32, interaction_id="i", candidates=(candidate,), prompt=Prompt(prefix=ASKED))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (signal("candidate.accepted", kind="word"), "candidate.accepted:yes"),
        (signal("candidate.dismissed", reason="explicit"), "candidate.dismissed:explicit"),
        (signal("candidate.retained", fraction=0.5, after_s=30), "candidate.retained:stayed"),
        (signal("candidate.retained", fraction=0.49, after_s=30), "candidate.retained:went"),
        (signal("candidate.rated", value=-1), "candidate.rated:bad"),
        (signal("candidate.rated", score=0.9), "candidate.rated:good"),
        (signal("outcome.reported", "system", kind="test", passed=False), "outcome.reported:test failed"),
    ],
)
def test_what_became_of_a_candidate(said: Signal, expected: str) -> None:
    assert verdicts(decided(said)) == {"c": frozenset({expected})}


@pytest.mark.parametrize(
    "said",
    [
        signal("candidate.shown", position=0),
        signal("candidate.dismissed", "timer", reason="explicit"),
        signal("candidate.accepted", "agent"),
        signal("candidate.retained", fraction=0.1, censored="branch_switched"),
        signal("outcome.reported", "system", kind="test", passed=False, infrastructure_failure=True),
        signal("outcome.reported", "system", kind="test", passed=None),
    ],
)
def test_what_says_nothing_about_a_candidate(said: Signal) -> None:
    assert document_of(decided(said)) is None


def test_a_pick_says_something_of_both_sides() -> None:
    compared = signal("candidates.compared", outcome="picked", chosen="a", rejected=["b"])
    found = verdicts(Interaction(uid="0" * 32, interaction_id="i", signals=(compared,)))
    assert found == {"": {"compared:picked"}, "a": {"picked"}, "b": {"passed over"}}


def test_only_what_is_near_the_cursor_is_compared() -> None:
    accepted = signal("candidate.accepted")
    near, far = decided(accepted), Prompt(prefix="import os\n" * 300 + "#" * 600 + ASKED)
    found = document_of(Interaction(uid="1" * 32, interaction_id="j", candidates=near.candidates, prompt=far))
    assert found is not None
    assert found.asked[0].endswith(ASKED)
    assert "import os" not in found.asked[0]


def test_what_stands_before_the_cursor_counts_to_the_letter() -> None:
    places = [_place(prefix, "python") for prefix in ("a = b(c,", "a = b(c,\n# note\n", "a = b(c,  # note", "a = b(d,")]
    assert places == ["b ( c ,", "b ( c ,", "c , # note", "b ( d ,"]


def test_a_chat_is_compared_by_its_last_question() -> None:
    messages = tuple(Message(role=role, content=text) for role, text in [("user", "a"), ("user", "b"), ("tool", "c")])
    candidates = decided(signal("candidate.rated", value=1)).candidates
    chat = Interaction(uid="1" * 32, interaction_id="j", candidates=candidates, prompt=Prompt(messages=messages))
    found = document_of(chat)
    assert found is not None
    assert found.asked == ("b",)


def test_what_a_person_wrote_is_compared_too() -> None:
    edited = document_of(decided(signal("candidate.edited", final_text="return None")))
    assert edited is not None
    assert [text for _, text in edited.answers] == [ANSWER, "return None"]


@given(st.text("0123456789abcdef", min_size=64, max_size=64), st.text(max_size=5))
def test_ranks_of_one_prompt_lie_together(group_id: str, developer: str) -> None:
    found = rank(group_id, developer, ANSWER)
    lowest, highest = ranks_of(prompt_of(found))
    assert -(2**63) <= lowest <= found <= highest < 2**63
    assert prompt_of(lowest) == prompt_of(highest) == prompt_of(rank(group_id, "somebody else", OTHER))
