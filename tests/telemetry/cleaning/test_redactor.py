"""What is replaced, and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.cleaning.redaction.redactor import Redactor
from telemetry.cleaning.stages.redact import scrub
from telemetry.contracts import Interaction, Prompt

KEY_LINE = "MIIEpAIBAAKCAQEA7bq98kjh2Kx0Vn1xq3Zc5tYp8Lw2Rm4Ns6Du9Fe1Ga3Hb5Jc"
BLOCK = f"-----BEGIN RSA PRIVATE KEY-----\n{KEY_LINE}\n{KEY_LINE}\n-----END RSA PRIVATE KEY-----"


def redact(text: str) -> str:
    return Redactor([text])(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aws = 'AKIAQ3EGRIXM7TZ2LOPW'", "aws = '<SECRET_1>'"),
        ("token: ghp_" + "a1B2c3D4e5" * 3 + "f6G7h8", "token: <SECRET_1>"),
        ('Client("sk-proj-Ab3dEf6hIj9kLmN0pQrS")', 'Client("<SECRET_1>")'),
        ("hf_AbCdEfGhIjKlMnOpQrStUvWxYz12345678", "<SECRET_1>"),
        ("fw_ab12cd34ef56_Zk8vQ2mX9nB4tR7wY1pL5sD3", "<SECRET_1>"),
        (f"x = '''{BLOCK}'''", "x = '''<SECRET_1>'''"),
        (f"-----BEGIN PRIVATE KEY-----\n{KEY_LINE}\n{KEY_LINE}", "<SECRET_1>"),
        ('password = "tR0ub4dor&3x9"', 'password = "<SECRET_1>"'),
        ('"client_secret": "9f8Kd72hsLq0Zm4X"', '"client_secret": "<SECRET_1>"'),
        ("export API_TOKEN=9f8Kd72hsLq0Zm4X", "export API_TOKEN=<SECRET_1>"),
        ("Authorization: Bearer 9f8Kd72hsLq0Zm4X", "Authorization: Bearer <SECRET_1>"),
        (
            "postgres://app:hunter@db.internal/x; hunter()",
            "postgres://app:<SECRET_1>@db.internal/x; hunter()",
        ),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N", "<SECRET_1>"),
        ("# by ada.king@mail.lovelace.org", "# by <EMAIL_1>"),
        ("HOST = '81.2.69.142'", "HOST = '<IP_1>'"),
        ("curl 81.2.69.142:8080/x", "curl <IP_1>:8080/x"),
        ("dns 2a00:1450:4009:81f::200e", "dns <IP_1>"),
        ("call +44 20 7946 0958 now", "call <PHONE_1> now"),
        ("open('/home/ada/data.csv')", "open('/home/<USER_1>/data.csv')"),
        (
            "/Users/grace/src and /home/ada/x and /Users/grace/y",
            "/Users/<USER_1>/src and /home/<USER_2>/x and /Users/<USER_1>/y",
        ),
        (r"C:\Users\Ada King\a.py", r"C:\Users\<USER_1>\a.py"),
        (r"'C:\\Users\\ada\\a.py'", r"'C:\\Users\\<USER_1>\\a.py'"),
    ],
)
def test_secrets_and_personal_data_are_replaced(text: str, expected: str) -> None:
    assert redact(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "sha = 'da39a3ee5e6b4b0d3255bfef95601890afd80709'",
        "assert digest == 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'",
        "password = 'password'",
        "password = os.environ['PASSWORD']",
        'api_key = "YOUR_API_KEY_HERE_123"',
        'secret = "${SECRET_FROM_VAULT_1}"',
        "token = tokenizer.next_token(index0)",
        "key: Dict[str, Tuple[int, int]] = {}",
        "ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'",
        "import { tokenAuthenticationMiddlewareFactory } from 'auth-token-middleware-factory2'",
        "postgres://postgres:postgres@localhost/db",
        "https://user:{password}@host/",
        "git@github.com:owner/name.git",
        "mail to someone@example.com",
        "y = x@w.dot(z) + a@b.T",
        "background: url(icon@2x.png)",
        "@app.route('/home/about')",
        "https://shop.example/home/products/7",
        "/home/user/project and /Users/runner/work",
        "0.0.0.0 127.0.0.1 10.1.2.3 192.168.1.20 8.8.8.8",
        "version = '4.15.0.1'; pip install x==23.1.2.4",
        "x = a +1234567890",
        "std::map<a::b::c, d::e>",
        "if text.startswith('-----BEGIN PRIVATE KEY-----'):\n    load_private_key(text)",
        "at 12:30:45:10",
    ],
)
def test_ordinary_code_stays(text: str) -> None:
    assert redact(text) == text


def test_one_value_has_one_placeholder_in_all_texts() -> None:
    texts = [
        'key = "AKIAQ3EGRIXM7TZ2LOPW"',
        "mail a.b@corp.io",
        "use(AKIAQ3EGRIXM7TZ2LOPW) # a.b@corp.io, c.d@corp.io",
    ]
    redactor = Redactor(texts)
    assert [redactor(text) for text in texts] == [
        'key = "<SECRET_1>"',
        "mail <EMAIL_1>",
        "use(<SECRET_1>) # <EMAIL_1>, <EMAIL_2>",
    ]
    assert redactor.reasons() == {"known_form": 1, "email": 2}


def test_an_assigned_secret_goes_where_nothing_gives_it_away_too() -> None:
    texts = ["return '9f8Kd72hsLq0Zm4X'", 'secret = "9f8Kd72hsLq0Zm4X"']
    redactor = Redactor(texts)
    assert [redactor(text) for text in texts] == ["return '<SECRET_1>'", 'secret = "<SECRET_1>"']


fragments = st.sampled_from(
    [
        "ada@corp.io",
        "AKIAQ3EGRIXM7TZ2LOPW",
        "81.2.69.142",
        "/home/ada/",
        BLOCK,
        "password = 'tR0ub4dor3x9'",
        "://u:p4ss@h",
        "\n",
    ]
) | st.text(max_size=12)


@given(st.lists(fragments, max_size=12).map("".join))
def test_nothing_is_found_in_what_was_scrubbed(text: str) -> None:
    scrubbed, _ = scrub(Interaction(uid="0", interaction_id="i", prompt=Prompt(prefix=text, suffix="")))
    assert scrubbed.prompt is not None
    assert scrubbed.prompt.prefix is not None
    assert not Redactor([scrubbed.prompt.prefix])
    assert "AKIAQ3EGRIXM7TZ2LOPW" not in scrubbed.prompt.prefix
    assert KEY_LINE not in scrubbed.prompt.prefix


def test_what_a_secret_hid_is_found_in_the_next_round() -> None:
    scrubbed, reasons = scrub(
        Interaction(uid="0", interaction_id="i", prompt=Prompt(prefix="b.c@corp.io ada@corp.ioAKIAQ3EGRIXM7TZ2LOPW"))
    )
    assert scrubbed.prompt == Prompt(prefix="<EMAIL_1> <EMAIL_2><SECRET_1>")
    assert reasons == {"email": 2, "known_form": 1}


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "(",
        "=",
        "a.",
        "-----BEGIN PRIVATE KEY-----",
        "://a:b",
        "password=",
        "1.1.1.",
        "a@",
        "key='",
        "eyJ",
    ],
)
def test_repetition_costs_no_more_than_its_length(piece: str) -> None:
    text = piece * (200_000 // len(piece))  # pytest's time limit ends what backtracks
    assert isinstance(redact(text), str)


def test_a_line_of_a_key_alone_is_the_key_too() -> None:
    """As where a suggestion is taken line by line, and each line is told of."""
    texts = [f'PEM = """{BLOCK}"""', KEY_LINE]
    redactor = Redactor(texts)
    assert redactor(texts[0]) == 'PEM = """<SECRET_1>"""'
    assert KEY_LINE not in redactor(texts[1])
