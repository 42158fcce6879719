"""Reading the environment: the only place where `os.environ` is consulted.

Every variable is declared once in `VARIABLES` with its default and meaning; the README's table and
`.env.example` are checked against this list by the tests. A variable marked secret may also be given as
`NAME_FILE`, the path of a file that holds it (the convention of container secrets).
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent


class ConfigurationError(RuntimeError):
    """A variable is missing or malformed. The message names the variable, never its value."""


@dataclass(frozen=True)
class Variable:
    name: str
    default: str
    meaning: str
    secret: bool = False


VARIABLES: tuple[Variable, ...] = (
    Variable("FLYWHEEL_HOME", ".flywheel", "State folder: embedded database, broker, releases, generated secrets."),
    Variable(
        "DATABASE_URL",
        "",
        "PostgreSQL, `postgresql://user:password@host:5432/name`. Empty: embedded.",
        secret=True,
    ),
    Variable("CELERY_BROKER_URL", "", "`amqp://…` or `redis://…`. Empty: files in the state folder.", secret=True),
    Variable("SECRET_KEY", "", "Django's secret key. Empty: generated once, kept in the state folder.", secret=True),
    Variable(
        "FLYWHEEL_PUBLIC_URL",
        "http://127.0.0.1:8000",
        "Where people and clients reach the server. `https` turns on secure cookies and HSTS.",
    ),
    Variable("FLYWHEEL_ALLOWED_HOSTS", "", "Further host names to answer to, comma separated."),
    Variable("FLYWHEEL_STORAGE_URL", "", "Where release files go, `s3://bucket/prefix`. Empty: the state folder."),
    Variable("FLYWHEEL_WEB_WORKERS", "2", "Web server processes."),
    Variable("FLYWHEEL_WEB_THREADS", "16", "Threads in each web server process; each holds one database connection."),
    Variable("FLYWHEEL_WORKER_CONCURRENCY", "2", "Celery worker processes."),
    Variable("FLYWHEEL_SWEEP_SECONDS", "5", "How often the periodic sweep looks for work no message announced."),
    Variable(
        "FLYWHEEL_RETENTION_DAYS",
        "0",
        "Raw events older than this are dropped with their partition. 0: kept.",
    ),
    Variable("FLYWHEEL_TRUST_PROXY", "0", "1 where a reverse proxy sets `X-Forwarded-Proto`."),
    Variable("FLYWHEEL_LOG_LEVEL", "INFO", "Level of the log lines on standard error."),
    Variable("FLYWHEEL_DEBUG", "0", "1 shows Django's debug pages. Never where others can reach the server."),
)
_BY_NAME = {variable.name: variable for variable in VARIABLES}


def text(name: str) -> str:
    """The variable's value, its `_FILE` contents, or its default. Raises ConfigurationError."""
    variable = _BY_NAME[name]
    if name in os.environ and os.environ[name] != "":
        return os.environ[name]
    path = os.environ.get(f"{name}_FILE") if variable.secret else None
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ConfigurationError(f"{name}_FILE cannot be read: {error.strerror}") from error
    return variable.default


def for_children(**defaults: str) -> dict[str, str]:
    """The environment for processes we start: ours, with `defaults` where nothing else is configured."""
    unset = {name: value for name, value in defaults.items() if not os.environ.get(name)}
    return {**os.environ, **unset, "FLYWHEEL_HOME": str(home()), "PYTHONUNBUFFERED": "1"}


def flag(name: str) -> bool:
    return text(name).lower() in {"1", "true", "yes", "on"}


def number(name: str, *, least: int = 0) -> int:
    try:
        value = int(text(name))
    except ValueError as error:
        raise ConfigurationError(f"{name} must be a whole number") from error
    if value < least:
        raise ConfigurationError(f"{name} must be at least {least}")
    return value


def words(name: str) -> list[str]:
    return [word.strip() for word in text(name).split(",") if word.strip()]


def home() -> Path:
    """The state folder, absolute, created for its owner alone."""
    path = Path(text("FLYWHEEL_HOME")).expanduser()
    path = path if path.is_absolute() else BASE_DIR / path
    try:
        path.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"FLYWHEEL_HOME: the state folder {path} cannot be made: {error.strerror}") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise ConfigurationError(f"FLYWHEEL_HOME: the state folder {path} cannot be written by this user")
    return path.resolve()


def secret_key(state: Path) -> str:
    """SECRET_KEY, or one generated on first use and kept readable by its owner only."""
    given = text("SECRET_KEY")
    if given:
        return given
    path = state / "secret_key"
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)  # whoever links first wins; the others read the winner's key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8")


def database(url: str) -> dict[str, object]:
    """Django's DATABASES entry for a PostgreSQL URL. Raises ConfigurationError on another scheme."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ConfigurationError("DATABASE_URL must start with postgresql://")
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": {"application_name": "flywheel", "connect_timeout": 5, **query},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": False,
    }
