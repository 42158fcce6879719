"""One name a language, and finding it where the client tells none."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.cleaning.grammars import GRAMMARS, grammar_name
from telemetry.cleaning.guessing import guess
from telemetry.cleaning.languages import ALIASES, KNOWN, canonical, from_comments, from_path
from telemetry.cleaning.stages.detect_language import DetectLanguage
from telemetry.contracts import Candidate, Interaction, Mark, Message, Prompt
from tests.telemetry.cleaning.test_stages import interaction, outcome

HERE = Path(__file__)


def found(of: Interaction) -> tuple[str, tuple[Mark, ...]]:
    result = outcome(DetectLanguage(), of)
    assert result.interaction is not None
    return result.interaction.language, result.marks


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("py", "python"),
        ("Python", "python"),
        ("typescriptreact", "tsx"),
        ("javascriptreact", "javascript"),
        ("C++", "cpp"),
        ("c#", "csharp"),
        ("shellscript", "bash"),
        ("golang", "go"),
        ("yml", "yaml"),
        ("Brainfuck", "brainfuck"),
    ],
)
def test_one_language_has_one_name(told: str, name: str) -> None:
    assert found(interaction("x", language=told)) == (
        name,
        (Mark(stage="detect_language", reason="language_renamed"),),
    )


def test_a_name_that_is_right_stays_without_a_mark() -> None:
    assert found(interaction("x", language="rust", file_path="a.py")) == ("rust", ())


def test_no_alias_leads_to_another_alias() -> None:
    assert {name for name in ALIASES.values() if canonical(name) != name} == set()
    assert {grammar_name(name) for name in KNOWN} - {None} == set(GRAMMARS)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("src/app.PY", "python"),
        ("C:\\code\\Main.java", "java"),
        ("a/Dockerfile", "dockerfile"),
        ("Dockerfile.dev", "dockerfile"),
        ("x.tar.gz", ""),
        (".gitignore", ""),
        (".py", ""),
        ("README", ""),
        ("main.tsx", "tsx"),
        ("lib.h", "c"),
        ("", ""),
    ],
)
def test_the_path_tells(path: str, name: str) -> None:
    assert from_path(path) == name
    expected = (name, (Mark(stage="detect_language", reason="language_detected", where="file_path"),))
    assert found(interaction("x", language="plaintext", file_path=path)) == (expected if name else ("", _renamed()))


def _renamed() -> tuple[Mark, ...]:
    return (Mark(stage="detect_language", reason="language_renamed"),)


@pytest.mark.parametrize(
    ("first", "name"),
    [
        ("#!/usr/bin/env python3\n", "python"),
        ("#!/bin/sh -e\n", "bash"),
        ("#! /usr/bin/env -S node --harmony\n", "javascript"),
        ("#!/usr/bin/awk\n", ""),
        ("# -*- mode: ruby -*-\n", "ruby"),
        ("// -*- C++ -*-\n", "cpp"),
        ("# -*- coding: utf-8 -*-\n", ""),
        ("\n\n# vim: set ft=perl :\n", "perl"),
        ("see vim: ft=nonsense", ""),
    ],
)
def test_the_first_line_and_modelines_tell(first: str, name: str) -> None:
    assert from_comments(first, "") == name


CODE = {
    "python": """\
import os


def size(path):
    if not os.path.exists(path):
        return None
    return os.stat(path)""",
    "javascript": """\
const fs = require('fs');

function size(path) {
  if (path === undefined) return null;
  return fs.stat(path);
}""",
    "typescript": """\
export interface Size { bytes: number; }

export function size(path: string): Size | null {
  const s = read(path);
  return s;
}""",
    "tsx": """\
import React from 'react';

export function App(props: { name: string }) {
  const [n, set] = useState<number>(0);
  return <div className="a" onClick={() => set(n + 1)}>{props.name}</div>;
}""",
    "go": """\
package main

func size(path string) (int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}""",
    "rust": """\
use std::fs;

pub fn size(path: &str) -> Option<u64> {
    let meta = fs::metadata(path).ok()?;
    Some(meta.len())
}""",
    "java": """\
package a.b;

import java.io.File;

public class Size {
  @Override
  public long of(String path) {
    return new File(path).length();
  }
}""",
    "c": """\
#include <stdio.h>

static int size(const char *path)
{
	FILE *f = fopen(path, "r");
	if (f == NULL)
		return -1;
	int n = f->_r;
	return n;
}""",
    "cpp": """\
#include <string>

namespace a {
template <typename T>
std::size_t size(const std::string& path) {
  auto n = path.size();
  return n;
}
}""",
    "csharp": """\
using System.IO;

namespace A.B
{
    public class Size
    {
        public string Path { get; set; }
        public static int Of(string path) { var f = new FileInfo(path); return 1; }
    }
}""",
    "ruby": """\
require 'json'

class Size
  def initialize(path)
    @path = path
  end

  def to_s
    @path.nil? ? '' : @path
  end
end""",
    "php": """\
<?php
class Size {
  public function of($path) {
    $this->path = $path;
    return isset($path) ? filesize($path) : null;
  }
}""",
    "bash": """\
set -e
if [ -z "$1" ]; then
  echo "no path"
  exit 1
fi
for f in "${files[@]}"; do
  du -s "$f"
done""",
}


@pytest.mark.parametrize("language", sorted(CODE))
def test_code_tells(language: str) -> None:
    code = CODE[language]
    assert guess(code, "") == language
    assert guess(code[: len(code) // 2], code[len(code) // 2 :]) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Please write a function that adds two numbers, and explain how it works if you can.",
        "# Title\n\nSome text with `code` in it.\n\n- one\n- two\n",
        json.dumps({"name": "x", "scripts": {"test": "jest"}}, indent=2),
        "name: ci\non:\n  push:\njobs:\n  test:\n    runs-on: ubuntu\n    steps:\n      - run: make test\n",
        "SELECT a, b FROM t WHERE a = 1 AND b IS NOT NULL ORDER BY a;",
        ".a { color: red; }\n.b > p { margin: 0; }\n",
    ],
)
def test_what_is_no_code_of_a_known_language_stays_without_one(text: str) -> None:
    assert guess(text, "") == ""
    assert found(interaction("x", language="", prefix=text)) == ("", ())


def test_a_chats_answer_names_its_language_at_the_fence() -> None:
    answer = Candidate(candidate_id="c", text="Sure:\n```\nplain\n```\nor\n```py\nx = 1\n```\n", generated_at=1)
    asked = Prompt(messages=(Message(role="user", content="x?"),))
    of = interaction(prompt=asked, candidates=(answer,), language="", surface="chat")
    detected = Mark(stage="detect_language", reason="language_detected", where="candidate.text")
    assert found(of) == ("python", (detected,))


def test_code_is_found_where_the_client_says_nothing() -> None:
    of = interaction("return 1", prefix=CODE["go"], language="")
    assert found(of) == ("go", (Mark(stage="detect_language", reason="language_detected", where="prompt"),))


@given(st.text(), st.text())
def test_any_text_is_judged_alike_every_time(before: str, after: str) -> None:
    assert guess(before, after) == guess(before, after)
    assert re.fullmatch(r"[a-z0-9+#-]*", from_comments(before, after))


@pytest.mark.parametrize("piece", ["a<b<", "((", "if [ ", "def x(", "$a->", "a.b(c, ", "{", "<A b=", "x: "])
def test_repetition_costs_no_more_than_its_length(piece: str) -> None:
    assert isinstance(guess(piece * 20_000, piece * 20_000), str)  # pytest's time limit ends what backtracks
