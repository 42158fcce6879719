"""What must not get out: invented credentials in the shapes that real ones have."""

import random
import string
from collections.abc import Callable

from flywheel.demo.world.plants import ALNUM, BASE64, FIRST, HEX, WORDS, Plant, draw

_TOKENS: tuple[tuple[str, Callable[[random.Random], str]], ...] = (
    ("AWS_ACCESS_KEY_ID", lambda rng: "AKIA" + draw(rng, string.ascii_uppercase + "234567", 16)),
    ("AWS_SECRET_ACCESS_KEY", lambda rng: draw(rng, BASE64, 40)),
    ("GITHUB_TOKEN", lambda rng: "ghp_" + draw(rng, ALNUM, 36)),
    ("GITLAB_TOKEN", lambda rng: "glpat-" + draw(rng, ALNUM, 20)),
    ("SLACK_TOKEN", lambda rng: f"xoxb-{draw(rng, string.digits, 12)}-{draw(rng, ALNUM, 24)}"),
    ("STRIPE_KEY", lambda rng: "sk_live_" + draw(rng, ALNUM, 24)),
    ("GOOGLE_API_KEY", lambda rng: "AIza" + draw(rng, ALNUM + "-_", 35)),
    ("OPENAI_API_KEY", lambda rng: f"sk-proj-{draw(rng, ALNUM, 20)}T3BlbkFJ{draw(rng, ALNUM, 20)}"),
    ("NPM_TOKEN", lambda rng: "npm_" + draw(rng, ALNUM, 36)),
    ("SENDGRID_API_KEY", lambda rng: f"SG.{draw(rng, ALNUM, 22)}.{draw(rng, ALNUM + '-_', 43)}"),
    ("SESSION_JWT", lambda rng: f"eyJhbGciOiJIUzI1NiJ9.eyJ{draw(rng, ALNUM, 40)}.{draw(rng, ALNUM + '-_', 43)}"),
    ("SECRET_KEY", lambda rng: draw(rng, ALNUM + "!@#$%^&*(-_=+)", 50)),
    ("signing_secret", lambda rng: draw(rng, HEX, 64)),
    ("api_key", lambda rng: draw(rng, ALNUM, 32)),
    ("HF_TOKEN", lambda rng: "hf_" + draw(rng, string.ascii_letters, 34)),
    ("ANTHROPIC_API_KEY", lambda rng: f"sk-ant-api03-{draw(rng, ALNUM + '-_', 80)}AA"),
    ("GITHUB_PAT", lambda rng: f"github_pat_{draw(rng, ALNUM, 22)}_{draw(rng, ALNUM, 59)}"),
    ("DIGITALOCEAN_TOKEN", lambda rng: "dop_v1_" + draw(rng, HEX, 64)),
    ("TELEGRAM_TOKEN", lambda rng: f"{draw(rng, '123456789', 10)}:AA{draw(rng, ALNUM + '-_', 33)}"),
    ("client_secret", lambda rng: draw(rng, ALNUM + "~._-", 40)),
)


def secret(rng: random.Random) -> Plant:
    shapes = (
        _token,
        _token,
        _token,
        _password,
        _url,
        _private_key,
        _connection,
        _header,
        _command,
        _setting,
        _argument,
    )
    return rng.choice(shapes)(rng)


def _token(rng: random.Random) -> Plant:
    name, make = rng.choice(_TOKENS)
    value = make(rng)
    return Plant("secret", (value,), f'{name} = "{value}"')


def _password(rng: random.Random) -> Plant:
    value = f"{rng.choice(WORDS)}{rng.choice('-_.!')}{rng.choice(WORDS)}{rng.randint(10, 9999)}{rng.choice('!?$%')}"
    name = rng.choice(("password", "db_password", "PGPASSWORD", "smtp_passwd"))
    return Plant("secret", (value,), f'{name} = "{value}"')


def _url(rng: random.Random) -> Plant:
    value = f"{rng.choice(WORDS)}{draw(rng, ALNUM, 8)}"
    scheme = rng.choice(("postgresql", "mysql", "amqp", "redis", "https"))
    return Plant("secret", (value,), f'BACKEND = "{scheme}://svc_{rng.choice(FIRST)}:{value}@db.internal:5432/main"')


def _private_key(rng: random.Random) -> Plant:
    lines = tuple(draw(rng, BASE64, 64) for _ in range(5))
    body = "\n".join(lines)
    name = rng.choice(("RSA ", "EC ", "OPENSSH ", "")) + "PRIVATE KEY-----"
    return Plant("secret", lines, f'PEM = """-----BEGIN {name}\n{body}\n-----END {name}"""')


def _connection(rng: random.Random) -> Plant:
    value = draw(rng, BASE64, 86) + "=="
    account = f"DefaultEndpointsProtocol=https;AccountName=backups{rng.randint(1, 99)};AccountKey={value}"
    return Plant("secret", (value,), f'STORAGE = "{account};EndpointSuffix=core.windows.net"')


def _header(rng: random.Random) -> Plant:
    value = draw(rng, ALNUM + "-_", 43)
    return Plant("secret", (value,), f'headers = {{"Authorization": "Bearer {value}"}}')


def _command(rng: random.Random) -> Plant:
    value = f"{rng.choice(WORDS)}{draw(rng, ALNUM, 7)}"
    forms = (
        f"# mysqldump -u backup -p{value} main > dump.sql",
        f"# curl -u {rng.choice(FIRST)}:{value} https://ci.internal/run",
        f'subprocess.run(["psql-load", "--password={value}"])',
        f"# export DB_PASSWORD={value}",
    )
    return Plant("secret", (value,), rng.choice(forms))


def _setting(rng: random.Random) -> Plant:
    value = draw(rng, ALNUM, rng.choice((20, 28, 36)))
    forms = (
        f'config["auth_token"] = "{value}"',
        f'settings = {{"user": "svc", "secret": "{value}"}}',
        f"# .env: API_SECRET={value}",
        f"# password: {value}",
        f'os.environ["SERVICE_PASSWORD"] = "{value}"',
    )
    return Plant("secret", (value,), rng.choice(forms))


def _argument(rng: random.Random) -> Plant:
    """Nothing but its randomness, and that it is handed to a client, tells this one."""
    value = draw(rng, ALNUM + "-_", rng.choice((36, 44)))
    return Plant("secret", (value,), f'client = connect("{value}", timeout=10)')
