"""What looks like a secret or like personal data, and is code."""

import base64
import random

import pytest

from telemetry.cleaning.redaction.redactor import Redactor

RANDOM = random.Random(7)


def hexadecimal(size: int) -> str:
    return "".join(RANDOM.choices("0123456789abcdef", k=size))


def encoded(size: int) -> str:
    return base64.b64encode(RANDOM.randbytes(size)).decode()


UUID = "-".join(hexadecimal(size) for size in (8, 4, 4, 4, 12))

HASHES = (
    f'"integrity": "sha512-{encoded(64)}"',
    f"  integrity sha512-{encoded(64)}",
    f'LOCKED = {{"left-pad": "sha512-{encoded(64)}"}}',
    f"requests==2.32.3 --hash=sha256:{hexadecimal(64)}",
    f'    {{file = "x.whl", hash = "sha256:{hexadecimal(64)}"}},',
    f"golang.org/x/net v0.1.0 h1:{encoded(32)}",
    f'checksum = "{hexadecimal(64)}"',
    f"commit {hexadecimal(40)}",
    f'rev = "{hexadecimal(40)}"',
    f"FROM python@sha256:{hexadecimal(64)}",
    f'EXPECTED = bytes.fromhex("{hexadecimal(128)}")',
    f'("abc", "{hexadecimal(32)}"),',
    f'digest = "{encoded(32)}"',
    f'PUBLIC_KEY = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE{encoded(66)}"',
    f'"pin-sha256": "{encoded(32)}"',
    f'model_sha = "{hexadecimal(64)}"',
    f"id = '{UUID}'",
    f'{{"request_id": "{UUID}"}}',
)
DATA = (
    f'<img src="data:image/png;base64,{encoded(90)}">',
    f"@font-face{{src:url(data:font/woff2;base64,{encoded(300)})}}",
    f'image = "{encoded(600)}"',
    "!function(e,t){for(var n=e.token,r=t.key,o=0;o<n.length;o++)r[o]=n[o]^0x1f3d5b79}(a1b2,c3d4);",
    'ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"',
    "mappings:AAAA,SAASA,EAAYC,EAAGC,GACtB,OAAOD,EAAIC",
    "AbstractSingletonProxyFactoryBean2WithExtraLongNameForTests = None",
    'ROUTE = "/api/v2/projects/{project_id}/interactions/{interaction_id}"',
    "test_the_password_reset_token_is_sent_once_per_request_in_24h()",
    "0x1p-1074, 3.141592653589793, 2.718281828459045, 6.62607015e-34",
)
NAMES = (
    'password_field = "id_password1"',
    "token_type = 'bearer'",
    "password: str = Field(min_length=8)",
    "passwd = getpass.getpass()",
    "secret = os.environ['APP_SECRET_2']",
    'api_key = "<your-api-key>"',
    "AUTH_PASSWORD_VALIDATORS = ['django.contrib.auth.password_validation.MinimumLengthValidator']",
    'secret_name = "projects/p1/secrets/db/versions/3"',
    'SECRET_PATH = "/run/secrets/db_password_1"',
    'tokenizer = AutoTokenizer.from_pretrained("bert-base-uncased-v2")',
    "max_tokens=4096, token_count=1_000_000",
    'keys = ("MLKEM768PrivateKey", "MLKEM768PublicKey")',
    'cache_key = f"user:{user.pk}:v2"',
    "password=password, token=self.token2",
    "password: ${DB_PASSWORD}",
    "--password $PASSWORD --token {{ token }}",
    "mysql -u root -p",
    '<input type="password" name="password1" id="id_password1">',
    "Authorization: Bearer <token>",
    "Authorization: Basic authentication is required",
    "def basic_authentication(self):",
    'next_page_token: "CAUQAhoKc29tZXRoaW5nMTIz"',
    "AKIAIOSFODNN7EXAMPLE",
    "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "if key.startswith('-----BEGIN RSA PRIVATE KEY-----') and key.endswith('-----END RSA PRIVATE KEY-----'):",
)
NO_ONE = (
    "Copyright (c) 2024 The Example Authors",
    "# Copyright 2019 Google LLC",
    "Copyright (C) 1994 Sun Microsystems, Inc.",
    "@author unknown",
    "author = models.ForeignKey(User)",
    "operations started by GKE. These operations are long",
    "mac = '00:11:22:33:44:55', broadcast = 'ff:ff:ff:ff:ff:ff', local = '02:42:ac:11:00:02'",
    "card = '4242 4242 4242 4242'",
    "card_number = '4111111111111111'",
    "timestamps 1700000000 1700000000 and 1234567890123456",
    "phone = '555-0100'",
    "call (212) 555-0142",
    'format(1234, "+b") == "+10011010010"',
    "date 2024-01-02 03:04:05+00:00, range 1000-2000-3000",
    "OID 1.3.6.1.4.1 and ObjectIdentifier('2.5.29.15')",
    "// 23.2.4.3 modifiers",
    "cd ~/project && ls ~",
    '@import "~bootstrap/scss/bootstrap";',
    "iban = 'DE00 0000 0000 0000 0000 00'",
    "cpf = '123.456.789-00'",
    "lat, lon = 52.520008, 13.404954",
)


@pytest.mark.parametrize("text", [*HASHES, *DATA, *NAMES, *NO_ONE])
def test_it_stays(text: str) -> None:
    assert Redactor([text])(text) == text
