"""What must not get out, what is personal, and what only looks so: invented values in the shapes the real ones have."""

import base64
import random
import string
from collections.abc import Callable
from typing import NamedTuple

_ALNUM = string.ascii_letters + string.digits
_HEX = "0123456789abcdef"
_BASE64 = _ALNUM + "+/"
_FIRST = (
    "anna",
    "bjorn",
    "chen",
    "divya",
    "elena",
    "farid",
    "greta",
    "hiro",
    "ines",
    "jonas",
    "kofi",
    "lucia",
)
_LAST = ("schmidt", "okafor", "tanaka", "novak", "garcia", "lindqvist", "moreau", "patel", "rossi", "weber", "kowalski")
_MAIL = ("siemens-energy.de", "posteo.net", "gmail.com", "northwind-traders.com", "proton.me", "uni-leipzig.de")
_WORDS = ("copper", "lantern", "Tundra", "magnet", "Quartz", "violet", "Badger", "saffron", "Harbor", "cobalt")


class Plant(NamedTuple):
    """`kind` as the truth names it (secret, personal, lookalike); `values` are the strings to look for;
    `line` is one line of Python, or a few, that holds them."""

    kind: str
    values: tuple[str, ...]
    line: str


def _of(rng: random.Random, alphabet: str, length: int) -> str:
    return "".join(rng.choices(alphabet, k=length))


_TOKENS: tuple[tuple[str, Callable[[random.Random], str]], ...] = (
    ("AWS_ACCESS_KEY_ID", lambda rng: "AKIA" + _of(rng, string.ascii_uppercase + "234567", 16)),
    ("AWS_SECRET_ACCESS_KEY", lambda rng: _of(rng, _BASE64, 40)),
    ("GITHUB_TOKEN", lambda rng: "ghp_" + _of(rng, _ALNUM, 36)),
    ("GITLAB_TOKEN", lambda rng: "glpat-" + _of(rng, _ALNUM, 20)),
    ("SLACK_TOKEN", lambda rng: f"xoxb-{_of(rng, string.digits, 12)}-{_of(rng, _ALNUM, 24)}"),
    ("STRIPE_KEY", lambda rng: "sk_live_" + _of(rng, _ALNUM, 24)),
    ("GOOGLE_API_KEY", lambda rng: "AIza" + _of(rng, _ALNUM + "-_", 35)),
    ("OPENAI_API_KEY", lambda rng: f"sk-proj-{_of(rng, _ALNUM, 20)}T3BlbkFJ{_of(rng, _ALNUM, 20)}"),
    ("NPM_TOKEN", lambda rng: "npm_" + _of(rng, _ALNUM, 36)),
    ("SENDGRID_API_KEY", lambda rng: f"SG.{_of(rng, _ALNUM, 22)}.{_of(rng, _ALNUM + '-_', 43)}"),
    ("SESSION_JWT", lambda rng: f"eyJhbGciOiJIUzI1NiJ9.eyJ{_of(rng, _ALNUM, 40)}.{_of(rng, _ALNUM + '-_', 43)}"),
    ("SECRET_KEY", lambda rng: _of(rng, _ALNUM + "!@#$%^&*(-_=+)", 50)),
    ("signing_secret", lambda rng: _of(rng, _HEX, 64)),
    ("api_key", lambda rng: _of(rng, _ALNUM, 32)),
    ("client_secret", lambda rng: _of(rng, _ALNUM + "~._-", 40)),
)


def secret(rng: random.Random) -> Plant:
    shapes = (_token, _token, _token, _password, _url, _private_key, _connection, _header)
    return rng.choice(shapes)(rng)


def _token(rng: random.Random) -> Plant:
    name, make = rng.choice(_TOKENS)
    value = make(rng)
    return Plant("secret", (value,), f'{name} = "{value}"')


def _password(rng: random.Random) -> Plant:
    value = f"{rng.choice(_WORDS)}{rng.choice('-_.!')}{rng.choice(_WORDS)}{rng.randint(10, 9999)}{rng.choice('!?$%')}"
    name = rng.choice(("password", "db_password", "PGPASSWORD", "smtp_passwd"))
    return Plant("secret", (value,), f'{name} = "{value}"')


def _url(rng: random.Random) -> Plant:
    value = f"{rng.choice(_WORDS)}{_of(rng, _ALNUM, 8)}"
    scheme = rng.choice(("postgresql", "mysql", "amqp", "redis", "https"))
    return Plant("secret", (value,), f'BACKEND = "{scheme}://svc_{rng.choice(_FIRST)}:{value}@db.internal:5432/main"')


def _private_key(rng: random.Random) -> Plant:
    lines = tuple(_of(rng, _BASE64, 64) for _ in range(5))
    body = "\n".join(lines)
    name = rng.choice(("RSA ", "EC ", "OPENSSH ", "")) + "PRIVATE KEY-----"
    return Plant("secret", lines, f'PEM = """-----BEGIN {name}\n{body}\n-----END {name}"""')


def _connection(rng: random.Random) -> Plant:
    value = _of(rng, _BASE64, 86) + "=="
    account = f"DefaultEndpointsProtocol=https;AccountName=backups{rng.randint(1, 99)};AccountKey={value}"
    return Plant("secret", (value,), f'STORAGE = "{account};EndpointSuffix=core.windows.net"')


def _header(rng: random.Random) -> Plant:
    value = _of(rng, _ALNUM + "-_", 43)
    return Plant("secret", (value,), f'headers = {{"Authorization": "Bearer {value}"}}')


def personal(rng: random.Random) -> Plant:
    return rng.choice((_mail, _mail, _phone, home, home, _address))(rng)


def _mail(rng: random.Random) -> Plant:
    value = f"{rng.choice(_FIRST)}.{rng.choice(_LAST)}{rng.choice(('', str(rng.randint(1, 99))))}@{rng.choice(_MAIL)}"
    return Plant("personal", (value,), rng.choice((f"# Ask {value} before changing this.", f'OWNER = "{value}"')))


def _phone(rng: random.Random) -> Plant:
    digits = _of(rng, "23456789", 10)
    value = rng.choice(
        (
            f"+49 {digits[:3]} {digits[3:10]}",
            f"+1-{digits[:3]}-{digits[3:6]}-{digits[6:]}",
            f"({digits[:3]}) {digits[3:6]}-{digits[6:]}",
            f"+44 20 {digits[:4]} {digits[4:8]}",
        )
    )
    return Plant("personal", (value,), rng.choice((f"# On call: {value}", f'SUPPORT_PHONE = "{value}"')))


def home(rng: random.Random) -> Plant:
    """A path into somebody's home; the value ends with the person's name."""
    name = f"{rng.choice(_FIRST)[0]}{rng.choice(_LAST)}{rng.randint(1, 999)}"
    root = rng.choice(("/home/", "/Users/", "C:\\Users\\"))
    separator = "\\" if "\\" in root else "/"
    return Plant("personal", (root + name,), f'CACHE = r"{root}{name}{separator}work{separator}cache"')


def _address(rng: random.Random) -> Plant:
    first = rng.choice([part for part in range(11, 200) if part not in {100, 127, 169, 172, 192, 198}])
    value = f"{first}.{rng.randint(1, 254)}.{rng.randint(1, 254)}.{rng.randint(1, 254)}"
    return Plant("personal", (value,), f'HOST = "{value}"')


def lookalike(rng: random.Random) -> Plant:
    """Harmless: hashes of lock files, identifiers, test vectors, pictures, a placeholder for a password."""
    value, line = rng.choice(_LOOKALIKES)(rng)
    return Plant("lookalike", (value,), line)


def _integrity(rng: random.Random) -> tuple[str, str]:
    value = "sha512-" + base64.b64encode(rng.randbytes(64)).decode()
    return value, f'LOCKED = {{"left-pad": "{value}"}}'


def _pinned(rng: random.Random) -> tuple[str, str]:
    value = _of(rng, _HEX, 64)
    return value, f"# urllib3==2.2.1 --hash=sha256:{value}"


def _identifier(rng: random.Random) -> tuple[str, str]:
    digits = _of(rng, _HEX, 32)
    value = f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"
    return value, f'NAMESPACE = "{value}"'


def _commit(rng: random.Random) -> tuple[str, str]:
    value = _of(rng, _HEX, 40)
    return value, f"# Taken over at commit {value}."


def _vector(rng: random.Random) -> tuple[str, str]:
    value = _of(rng, _HEX, rng.choice((32, 64)))
    return value, f'assert digest(b"abc").hexdigest() == "{value}"'


def _picture(rng: random.Random) -> tuple[str, str]:
    value = "iVBORw0KGgoAAAANSUhEUgAA" + base64.b64encode(rng.randbytes(90)).decode()
    return value, f'PIXEL = "data:image/png;base64,{value}"'


def _placeholder(rng: random.Random) -> tuple[str, str]:
    value = rng.choice(("changeme", "<your-api-key>", "os.environ['DB_PASSWORD']", "getpass.getpass()", "xxxxxxxx"))
    return value, f'password = "{value}"' if value.isalnum() or value[0] == "<" else f"password = {value}"


_LOOKALIKES = (_integrity, _pinned, _identifier, _commit, _vector, _picture, _placeholder)
