"""What upstreams are asked, and what is made of their answers."""

import tracemalloc

import pytest

from telemetry.clients.gateway import fim
from telemetry.clients.gateway.complete import MOST_CHOICES, complete
from telemetry.clients.gateway.contracts import Ask, Choice, UpstreamFailed
from tests.telemetry.clients.gateway.servers import answering, openai, serving, tabby, upstream

ASK = Ask(prefix="def add(a, b):\n    ", suffix="\n", language="python")


def failure(reply: object, status: int = 200, **headers: str) -> UpstreamFailed:
    with serving(answering(reply, status, **headers)) as server, pytest.raises(UpstreamFailed) as failed:
        complete(upstream(server.url, key="sk-secret"), ASK)
    assert len(server.asked) == 1
    assert "sk-secret" not in repr(failed.value)
    return failed.value


def test_a_tabby_server_gets_the_client_s_own_request_without_its_user() -> None:
    original = {
        "language": "python",
        "segments": {
            "prefix": "def f",
            "suffix": "",
            "filepath": "a.py",
            "declarations": [{"filepath": "b", "body": "c"}],
        },
        "user": "jane@example.org",
        "temperature": 0.1,
        "seed": 7,
        "debug_options": {"disable_retrieval_augmented_code_completion": True},
    }
    with serving(tabby) as server:
        answer = complete(
            upstream(server.url, key="auth_1", checkpoint="step-100"),
            Ask(prefix="def f", temperature=0.1, seed=7, original=original),
        )
    (asked,) = server.asked
    assert asked.path == "/v1/completions"
    assert asked.body == {name: value for name, value in original.items() if name != "user"}
    assert asked.headers["authorization"] == "Bearer auth_1"
    assert asked.headers["content-type"] == "application/json"
    assert answer._replace(latency_ms=0) == (
        "cmpl-11111111-2222-3333-4444-555555555555",
        (Choice(0, "after 'def f'"),),
        "local",  # the upstream's name: nobody names a Tabby server's model
        "step-100",
        "local",
        0,
        {"temperature": 0.1, "seed": 7},
        1.0,
    )
    assert 0 < answer.latency_ms < 5000


def test_a_tabby_server_is_asked_in_its_words_on_behalf_of_others() -> None:
    with serving(tabby) as server:
        complete(upstream(server.url), ASK._replace(temperature=0.0, max_tokens=5))
    (asked,) = server.asked
    segments = {"prefix": "def add(a, b):\n    ", "suffix": "\n"}
    assert asked.body == {"language": "python", "segments": segments, "temperature": 0.0}
    assert "authorization" not in asked.headers


def test_an_openai_server_gets_prefix_and_suffix_as_fields() -> None:
    ask = ASK._replace(max_tokens=64, temperature=0.0, top_p=0.9, seed=3, stop=("\n\n",))
    with serving(openai("return a + b\n\nmore")) as server:
        answer = complete(upstream(f"{server.url}/base", kind="openai", model="coder-1"), ask)
    (asked,) = server.asked
    assert asked.path == "/base/v1/completions"
    assert asked.body == {
        "model": "coder-1",
        "prompt": "def add(a, b):\n    ",
        "suffix": "\n",
        "max_tokens": 64,
        "temperature": 0.0,
        "top_p": 0.9,
        "seed": 3,
        "stop": ["\n\n"],
        "n": 1,
    }
    assert answer.id == "cmpl-9"
    assert answer.choices == (Choice(0, "return a + b", "stop"),)
    assert answer.model == "coder-1"
    assert answer.params == {"max_tokens": 64, "temperature": 0.0, "top_p": 0.9, "seed": 3}


def test_what_is_not_asked_is_left_to_the_server_but_the_length() -> None:
    with serving(openai("x")) as server:
        complete(upstream(server.url, kind="openai", model="m"), Ask("a"))
        complete(upstream(server.url, kind="openai", model="m"), Ask("a", max_tokens=10**9))
    assert server.asked[0].body == {"model": "m", "prompt": "a", "max_tokens": 256, "n": 1}
    assert server.asked[1].body["max_tokens"] == 8192


@pytest.mark.parametrize(
    ("template", "prompt", "stop"),
    [
        ("qwen2.5-coder", "<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>", "<|endoftext|>"),
        ("starcoder2", "<fim_prefix>P<fim_suffix>S<fim_middle>", "<|endoftext|>"),
        ("deepseek-coder", "<｜fim▁begin｜>P<｜fim▁hole｜>S<｜fim▁end｜>", "<｜end▁of▁sentence｜>"),
        ("codellama", "<PRE> P <SUF>S <MID>", " <EOT>"),
        ("codestral", "[SUFFIX]S[PREFIX]P", "[PREFIX]"),
        ("<a>{prefix}<bcd>{suffix}<mid>", "<a>P<bcd>S<mid>", "<a>"),
    ],
)
def test_a_template_makes_the_prompt_and_its_tokens_are_cut_off(template: str, prompt: str, stop: str) -> None:
    last = fim.template(template).stop[-1]
    with serving(openai(f"return{last}rest{stop}")) as server:
        answer = complete(upstream(server.url, kind="openai", model="m", fim_template=template), Ask("P", "S"))
    body = server.asked[0].body
    assert body["prompt"] == prompt
    assert "suffix" not in body
    assert body["stop"][0] == stop
    assert len(body["stop"]) <= 4
    assert answer.choices[0].text == "return"


def test_placeholders_and_braces_in_code_stay_as_they_are() -> None:
    with serving(openai("x")) as server:
        complete(
            upstream(server.url, kind="openai", model="m", fim_template="codestral"), Ask("{suffix} {x} {", "{prefix}")
        )
    assert server.asked[0].body["prompt"] == "[SUFFIX]{prefix}[PREFIX]{suffix} {x} {"


def test_mistral_s_own_api_is_asked_by_its_own_names() -> None:
    message = {"role": "assistant", "content": "return a"}
    reply = answering({"id": "f-1", "choices": [{"index": 0, "message": message, "finish_reason": "length"}]})
    with serving(reply) as server:
        codestral = upstream(server.url, kind="openai", model="codestral-latest", fim_template="mistral-api")
        answer = complete(codestral, ASK._replace(seed=1))
    assert server.asked[0].path == "/v1/fim/completions"
    assert server.asked[0].body == {
        "model": "codestral-latest",
        "prompt": "def add(a, b):\n    ",
        "suffix": "\n",
        "max_tokens": 256,
        "random_seed": 1,
        "stop": ["[PREFIX]", "[SUFFIX]"],
    }
    assert answer.choices == (Choice(0, "return a", "length"),)


def test_tokens_of_a_template_stay_in_a_tabby_server_s_answer() -> None:
    with serving(answering({"id": "a", "choices": [{"index": 2, "text": "x <PRE> y"}]})) as server:
        answer = complete(upstream(server.url, fim_template="codellama"), ASK._replace(stop=("x",)))
    assert answer.choices == (Choice(2, "x <PRE> y"),)


@pytest.mark.parametrize("given", ["", None, "x" * 201, "a\nb", "a\x00b"])
def test_an_id_that_cannot_serve_as_one_is_replaced(given: str | None) -> None:
    with serving(answering({"id": given, "choices": []})) as server:
        one, two = (complete(upstream(server.url), ASK) for _ in range(2))
    assert one.id.startswith("cmpl-")
    assert one.id != two.id
    assert one.choices == ()


def test_half_of_a_character_in_an_answer_is_mended() -> None:
    with serving(answering(b'{"id": "a", "choices": [{"index": 0, "text": "x\\ud800y"}]}')) as server:
        answer = complete(upstream(server.url), ASK)
    assert answer.choices[0].text.encode() == "x\ufffdy".encode()


@pytest.mark.parametrize(
    "reply",
    [
        b"", b"no JSON", b"null", b"[]", b"{}", b'{"choices": null}', b'{"choices": {}}', b'{"choices": [1]}', b"\xff",
        b'{"choices": [{"text": 1}]}', b'{"choices": [{"index": -1}]}', b'{"choices": [{"index": 1e99}]}',
        b'{"choices": [], "id": 7}', b"[" * 100_000, b'{"x":' * 100_000, b'{"choices": [{"text": "sk-secret"',
        b'{"choices": [{"text": "\xff"}]}', b'{"id": "\xff", "choices": []}',
    ],
)  # fmt: skip
def test_what_is_no_completion_has_one_code(reply: bytes) -> None:
    failed = failure(reply)
    assert (failed.code, failed.status) == ("upstream_error", 502)
    assert failed.__cause__ is None


def test_an_answer_of_a_million_choices_costs_little_and_is_refused() -> None:
    body = b'{"choices": [' + b",".join([b"{}"] * 1_000_000) + b"]}"
    tracemalloc.start()
    try:
        failed = failure(body)
        assert tracemalloc.get_traced_memory()[1] < 40 * 1024 * 1024  # the body several times over; ~100 MB as choices
    finally:
        tracemalloc.stop()
    assert failed.code == "upstream_error"
    assert str(MOST_CHOICES) in failed.detail


def test_several_choices_are_taken() -> None:
    choices = [{"index": index, "text": str(index)} for index in range(MOST_CHOICES)]
    with serving(answering({"choices": choices})) as server:
        answer = complete(upstream(server.url), ASK)
    assert answer.choices == tuple(Choice(index, str(index)) for index in range(MOST_CHOICES))


@pytest.mark.parametrize(
    ("status", "code", "ours"),
    [
        (401, "upstream_refused", 502),
        (403, "upstream_refused", 502),
        (400, "upstream_refused", 502),
        (404, "upstream_refused", 502),
        (429, "upstream_busy", 503),
        (500, "upstream_error", 502),
        (501, "upstream_error", 502),
        (503, "upstream_error", 502),
        (201, "upstream_error", 502),
        (302, "upstream_error", 502),
    ],
)
def test_every_other_status_has_its_code_and_says_nothing_of_the_body(status: int, code: str, ours: int) -> None:
    failed = failure(b"what the server says of sk-secret", status)
    assert (failed.code, failed.status) == (code, ours)
    assert str(status) in failed.detail
    assert "what the server says" not in failed.detail


def test_a_redirect_is_not_followed() -> None:
    with serving(openai("elsewhere")) as other:
        failed = failure(b"", 307, Location=f"{other.url}/v1/completions")
    assert failed.code == "upstream_error"
    assert other.asked == []


def test_a_compressed_answer_is_refused() -> None:
    assert "compressed" in failure(b"\x1f\x8b", Content_Encoding="gzip").detail


def test_a_huge_answer_is_not_read_to_its_end() -> None:
    assert "exceeds 4194304 bytes" in failure(b" " * (5 * 1024 * 1024)).detail
