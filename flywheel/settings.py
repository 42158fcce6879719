"""One settings file for every environment; what differs is read in `flywheel.env`."""

from datetime import timedelta
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

from flywheel import env

BASE_DIR = env.BASE_DIR
FLYWHEEL_HOME = env.home()
FLYWHEEL_PUBLIC_URL = env.text("FLYWHEEL_PUBLIC_URL").rstrip("/")
FLYWHEEL_STORAGE_URL = env.text("FLYWHEEL_STORAGE_URL") or str(FLYWHEEL_HOME / "objects")
FLYWHEEL_SWEEP_SECONDS = env.number("FLYWHEEL_SWEEP_SECONDS", least=1)
FLYWHEEL_RETENTION_DAYS = env.number("FLYWHEEL_RETENTION_DAYS")
_PUBLIC = urlsplit(FLYWHEEL_PUBLIC_URL)
_HTTPS = _PUBLIC.scheme == "https"

# Core
SECRET_KEY = env.secret_key(FLYWHEEL_HOME)
DEBUG = env.flag("FLYWHEEL_DEBUG")
ALLOWED_HOSTS = sorted(
    {"localhost", "127.0.0.1", "[::1]", _PUBLIC.hostname or "localhost", *env.words("FLYWHEEL_ALLOWED_HOSTS")}
)
ROOT_URLCONF = "flywheel.urls"
WSGI_APPLICATION = "flywheel.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "flywheel.projects",
    "flywheel.health",
    "flywheel.runtime",
    "flywheel.demo",
    "telemetry",
    "exports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "telemetry.clients.outage.middleware.BoundedWait",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "flywheel.csp.PagePolicyMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "flywheel.projects.context.navigation",
            ],
        },
    }
]

# Database. Empty DATABASE_URL: the embedded server, started by manage.py, which then sets the variable.
DATABASES = {
    "default": env.database(
        env.text("DATABASE_URL") or f"postgresql://postgres@/postgres?host={FLYWHEEL_HOME}/postgres"
    )
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Static files: hashed and compressed at set-up, served by WhiteNoise, no CDN
STATIC_URL = "/static/"
STATIC_ROOT = FLYWHEEL_HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "templates" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False

# People
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"

# Security: strict wherever the public address is https, workable on http://127.0.0.1
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _HTTPS
SESSION_COOKIE_NAME = "__Host-session" if _HTTPS else "flywheel_session"
CSRF_COOKIE_NAME = "__Host-csrf" if _HTTPS else "flywheel_csrf"
CSRF_TRUSTED_ORIGINS = [FLYWHEEL_PUBLIC_URL]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # asked from inside, without the proxy
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("FLYWHEEL_TRUST_PROXY") else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["flywheel.projects.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["flywheel.projects.permissions.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "flywheel.api_errors.problem_response",
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Flywheel",
    "DESCRIPTION": "Developer signals in, training-ready preference data out.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# Celery: messages are nudges; the work itself is rows in PostgreSQL
_FILES = FLYWHEEL_HOME / "broker"
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL") or "filesystem://localhost"
if CELERY_BROKER_URL.startswith("filesystem:"):
    for _folder in ("messages", "processed", "control"):
        (_FILES / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_FILES / "messages"),
        "data_folder_out": str(_FILES / "messages"),
        "processed_folder": str(_FILES / "processed"),
        "control_folder": str(_FILES / "control"),
        "store_processed": False,
        "polling_interval": 0.2,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 1_500_000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CONCURRENCY = env.number("FLYWHEEL_WORKER_CONCURRENCY", least=1)
CELERY_TIMEZONE = "UTC"
# Announcements expire, so that those made while no worker runs do not pile up in its face.
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "exports.sweep", "schedule": FLYWHEEL_SWEEP_SECONDS, "options": {"expires": 60}},
    "heartbeat": {"task": "flywheel.health.heartbeat", "schedule": 10.0, "options": {"expires": 10}},
    "partitions": {"task": "telemetry.maintain_partitions", "schedule": 3600.0},
    "buffer": {"task": "telemetry.drain_buffer", "schedule": 30.0, "options": {"expires": 30}},
}

# Logging: one line an event on standard error; request bodies and headers are never logged
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "flywheel.logs.LineFormatter", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "filters": {"keys": {"()": "flywheel.logs.KeyFilter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django.request": {"filters": ["keys"]},
        "django.server": {"filters": ["keys"], "handlers": ["stderr"]},
    },
    "root": {"handlers": ["stderr"], "level": env.text("FLYWHEEL_LOG_LEVEL").upper()},
}
