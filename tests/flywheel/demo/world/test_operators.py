"""Operators on real functions: what they leave behind parses, differs, and is as good as they say."""

import ast
import random

import pytest

from flywheel.demo.world import damage, variants
from flywheel.demo.world.aftermath import notices, survival
from flywheel.demo.world.code import Code, Sites, renamed, sites
from flywheel.demo.world.edits import Edit, Kind, apply, compatible
from flywheel.demo.world.layout import Body
from flywheel.demo.world.source import Function, corpus, functions_in, reserved
from flywheel.demo.world.textual import faults, neutral

SOURCE = '''
import os

def shorten(text, limit=80, *, end="..."):
    """Cuts a text to the limit.

    More about it.
    """
    if len(text) <= limit:
        return text
    for place in range(limit):
        if text[place] == " " and place > 3:
            break
    kept = text[: limit - len(end)]
    return kept + end
'''
BREAKING_SYNTAX = {"truncated", "syntax_error"}


def parses(code: Code) -> bool:
    try:
        ast.parse(code.function.head + code.text)
    except SyntaxError:
        return False
    return True


def function() -> Function:
    (found,) = functions_in(SOURCE)
    return found


def edits(operator: str) -> list[Edit]:
    return [edit for group in sites(function()).faults for edit in group if edit.operator == operator]


def test_a_function_is_cut_behind_its_docstring() -> None:
    assert function().head.endswith('    """\n')
    assert function().head.startswith("def shorten(")
    assert function().body.startswith("    if len(text) <= limit:\n")
    assert function().summary == "Cuts a text to the limit."
    assert function().imports == "import os\n"


@pytest.mark.parametrize(
    ("operator", "line"),
    [
        ("off_by_one", "if len(text) < limit:"),
        ("negated_condition", 'if text[place] != " " and place > 3:'),
        ("wrong_connective", 'if text[place] == " " or place > 3:'),
        ("swapped_operands", "kept = text[: len(end) - limit]"),
        ("missing_return", "        text\n"),
        ("infinite_loop", "            continue\n"),
        ("dropped_branch", "    pass\n    for place"),
    ],
)
def test_damage_does_what_its_name_says(operator: str, line: str) -> None:
    assert any(line in Code(function(), (edit,)).text for edit in edits(operator))


def test_quality_and_tests_follow_from_what_was_done() -> None:
    whole = Code(function())
    (flaw,) = [edit for edit in edits("off_by_one") if "< limit" in Code(function(), (edit,)).text]
    (untidy, *_) = edits("debug_print")
    assert whole.works
    assert 0.84 <= whole.quality <= 0.94
    assert not whole.plus(flaw).works
    assert whole.plus(flaw).quality == pytest.approx(whole.quality * (1 - flaw.severity), abs=1e-4)
    assert whole.plus(untidy).works
    assert whole.plus(flaw).plus(untidy).quality < whole.plus(flaw).quality
    assert whole.plus(flaw).without([flaw]).text == whole.text


def test_longer_is_not_better() -> None:
    whole = Code(function())
    longer = [whole.plus(edit) for edit in sites(function()).neutral]
    assert longer
    assert {code.quality for code in longer} == {whole.quality}
    assert any(len(code.text) > len(whole.text) for code in longer)
    better = [whole.plus(edit) for edit in sites(function()).improvements]
    assert all(code.quality > whole.quality and code.works for code in better)


def test_edits_that_touch_each_other_are_not_combined() -> None:
    one, other = Edit("a", Kind.DAMAGE, ((2, 4, "x"),)), Edit("b", Kind.DAMAGE, ((3, 5, "y"),))
    apart = Edit("c", Kind.DAMAGE, ((6, 7, "zz"),))
    assert not compatible(one, [other])
    assert compatible(one, [apart])
    assert apply("0123456789", [apart, one]) == "01x45zz789"


def test_names_are_changed_as_whole_words_and_string_prefixes_are_left() -> None:
    assert renamed('f = f"{f}" + of + f.x', {"f": "book"}) == 'book = f"{book}" + of + book.x'


def everything(found: Sites) -> list[Edit]:
    return [edit for group in found.faults for edit in group] + [*found.neutral, *found.improvements]


def test_on_the_corpus_every_edit_changes_the_text_and_nearly_all_of_it_still_parses() -> None:
    rng = random.Random(5)
    tried = spoiled = 0
    for sample in rng.sample(corpus(), 60):
        for edit in everything(sites(sample)):
            code = Code(sample, (edit,))
            assert code.text != sample.body
            if edit.operator not in BREAKING_SYNTAX:
                tried += 1
                spoiled += not parses(code)
    assert tried > 1000
    assert spoiled <= tried / 1000


def test_a_syntax_error_is_one() -> None:
    assert all(not parses(Code(function(), (edit,))) for edit in edits("syntax_error"))


def test_every_operator_finds_its_place_somewhere() -> None:
    rng = random.Random(6)
    bodies = [Body(sample) for sample in rng.sample(corpus(), 150)]
    for operator in [operator for operator, _ in damage.OPERATORS] + list(variants.OPERATORS):
        assert any(next(operator(body), None) for body in bodies), operator.__name__


def test_the_corpus_is_large_and_shares_nothing_with_what_is_set_apart() -> None:
    assert len(corpus()) > 2000
    assert len(reserved()) > 30
    assert not {function.text for function in corpus()} & {function.text for function in reserved()}
    assert all(len(ast.parse(function.text).body) == 1 for function in reserved())


def test_other_languages_are_damaged_on_their_text() -> None:
    body = "\tif item.Value >= 7 {\n\t\tkept = append(kept, item)\n\t}\n\treturn kept\n"
    go = Function("atLeast", "go", "", "func AtLeast() {\n", body, "}\n")
    found = {edit.operator: apply(body, [edit]) for group, _ in faults(go) for edit in group}
    assert found["off_by_one"] == body.replace(">=", ">")
    assert found["missing_return"] == body.replace("return ", "")
    assert apply(body, [neutral(go)[0]]).startswith("\t// Step 1.\n")


def test_survival_is_the_share_of_the_grams_that_are_left() -> None:
    assert survival("abcdef", "abcdef") == 1.0
    assert survival("abcdef", "xx abcde") == pytest.approx(2 / 3, abs=1e-3)
    assert survival("abcdef", "") == 0.0


def test_grave_faults_and_skilled_people_find_each_other() -> None:
    assert notices(1.0, 0.6) > notices(1.0, 0.1)
    assert notices(2.0, 0.3) > notices(0.5, 0.3)
