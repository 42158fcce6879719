"""What only looks like a secret or like somebody: hashes, identifiers, test vectors, pictures, examples."""

import base64
import random

from flywheel.demo.world.plants import BASE64, HEX, WORDS, Plant, draw


def lookalike(rng: random.Random) -> Plant:
    value, line = rng.choice(_LOOKALIKES)(rng)
    return Plant("lookalike", (value,), line)


def _integrity(rng: random.Random) -> tuple[str, str]:
    value = "sha512-" + base64.b64encode(rng.randbytes(64)).decode()
    return value, f'LOCKED = {{"left-pad": "{value}"}}'


def _pinned(rng: random.Random) -> tuple[str, str]:
    value = draw(rng, HEX, 64)
    return value, f"# urllib3==2.2.1 --hash=sha256:{value}"


def _identifier(rng: random.Random) -> tuple[str, str]:
    digits = draw(rng, HEX, 32)
    value = f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"
    return value, f'NAMESPACE = "{value}"'


def _commit(rng: random.Random) -> tuple[str, str]:
    value = draw(rng, HEX, 40)
    return value, f"# Taken over at commit {value}."


def _vector(rng: random.Random) -> tuple[str, str]:
    value = draw(rng, HEX, rng.choice((32, 64)))
    return value, f'assert digest(b"abc").hexdigest() == "{value}"'


def _picture(rng: random.Random) -> tuple[str, str]:
    value = "iVBORw0KGgoAAAANSUhEUgAA" + base64.b64encode(rng.randbytes(90)).decode()
    return value, f'PIXEL = "data:image/png;base64,{value}"'


def _placeholder(rng: random.Random) -> tuple[str, str]:
    value = rng.choice(("changeme", "<your-api-key>", "os.environ['DB_PASSWORD']", "getpass.getpass()", "xxxxxxxx"))
    return value, f'password = "{value}"' if value.isalnum() or value[0] == "<" else f"password = {value}"


def _digest(rng: random.Random) -> tuple[str, str]:
    value = "sha256:" + draw(rng, HEX, 64)
    return value, f'IMAGE = "registry.internal/app@{value}"'


def _example(rng: random.Random) -> tuple[str, str]:
    """Reserved for documentation: RFC 2606, RFC 5737, RFC 1918."""
    value = rng.choice(("user@example.com", "admin@example.org", "192.0.2.17", "10.0.3.4", "127.0.0.1", "203.0.113.9"))
    return value, f'SAMPLE = "{value}"'


def _public_key(rng: random.Random) -> tuple[str, str]:
    value = "AAAAC3NzaC1lZDI1NTE5AAAAI" + draw(rng, BASE64, 43)
    return value, f'HOST_KEY = "ssh-ed25519 {value}"'


def _number(rng: random.Random) -> tuple[str, str]:
    value = rng.choice(("1234567890", "2147483647", "1700000000", "3.11.7.1", "0x5DEECE66D", "6364136223846793005"))
    return value, f"SEED = {value}" if value.count(".") < 2 else f'VERSION = "{value}"'


def _long_name(rng: random.Random) -> tuple[str, str]:
    value = "".join(rng.choice(WORDS).title() for _ in range(5)) + "RepositoryFactory"
    return value, f'HANDLER = "{value}"'


_LOOKALIKES = (
    _integrity,
    _pinned,
    _identifier,
    _commit,
    _vector,
    _picture,
    _placeholder,
    _digest,
    _example,
    _public_key,
    _number,
    _long_name,
)
