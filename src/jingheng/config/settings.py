"""Settings from the environment. `JINGHENG_HOME` is the data folder; `DATABASE_URL` selects PostgreSQL."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF

env = environ.Env()

HOME = Path(os.environ.get("JINGHENG_HOME", "./var")).resolve()


def _secret_key() -> str:
    """The signing key: from the environment, else from a file in the data folder that only its owner can read."""
    if given := env.str("SECRET_KEY", default=""):
        return str(given)
    path = HOME / "secret_key"
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    HOME.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(50)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    return key


SECRET_KEY = _secret_key()
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"] if DEBUG else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "jingheng.platform.web",
    "jingheng.platform.search",
    "jingheng.contexts.ledger",
    "jingheng.contexts.norms",
    "jingheng.contexts.org",
    "jingheng.contexts.witnesses",
    "jingheng.contexts.inbox",
    "jingheng.contexts.cases",
    "jingheng.contexts.draws",
    "jingheng.contexts.records",
    "jingheng.contexts.circulars",
    "jingheng.contexts.desk",
]

MIDDLEWARE = [
    "jingheng.platform.web.middleware.RequestNumberMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "jingheng.platform.web.middleware.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jingheng.platform.web.middleware.SessionLimitMiddleware",
    "jingheng.contexts.org.web.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "jingheng.config.urls"
WSGI_APPLICATION = "jingheng.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "jingheng.config.shell.shell",
            ],
        },
    }
]

# --- database -----------------------------------------------------------------------------------------------------
SQLITE_OPTIONS = {
    # IMMEDIATE takes the write lock at the start of a transaction: two writers queue instead of failing half-way.
    # FULL: an acknowledged filing survives a power cut. recursive_triggers: INSERT OR REPLACE may not walk past a trigger.
    "transaction_mode": "IMMEDIATE",
    "timeout": 60,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA recursive_triggers=ON;"
        "PRAGMA temp_store=MEMORY;PRAGMA cache_size=-16000;"
    ),
}
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{HOME / 'jingheng.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
#: Leaves wait for the worker to place them: no two filings queue for one log. Only PostgreSQL gains by it (ADR 13).
LEDGER_OUTBOX = env.str("LEDGER_MODE", default="sync") == "outbox" and not DATABASES["default"]["ENGINE"].endswith(
    "sqlite3"
)
LEDGER_REFUSES_UNRECORDED = True  # a bound row changed outside a use-case is a bug, not a warning
WITNESS_HOSTS = env.list("WITNESS_HOSTS", default=[])  # hosts that may be asked to witness; empty: those that are named
ATOMIC_REQUESTS = False  # use-cases open their own transaction; a view that only reads needs none

# --- people and sessions --------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "org.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "jingheng.contexts.org.web.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "jingheng.contexts.org.web.passwords.NotCommon"},
    {"NAME": "jingheng.contexts.org.web.passwords.UnlikeTheUsername"},
]
CSRF_FAILURE_VIEW = "jingheng.platform.web.faults.csrf_failure"
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=30 * 60)
SESSION_ABSOLUTE_SECONDS = env.int("SESSION_ABSOLUTE_SECONDS", default=10 * 3600)

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "jingheng.contexts.org.web.sign_in.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_SENSITIVE_PARAMETERS: list[str] = []
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

# --- transport. HTTPS is the rule; an office that ends TLS elsewhere or tries the demonstration says so itself. ------
HTTPS = env.bool("HTTPS", default=True)
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- language, time, files --------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "jingheng.config.formats"
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
MAX_UPLOAD_BYTES = env.int("MAX_UPLOAD_BYTES", default=50 * 2**20)

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "jingheng.platform.web.json_log.JsonFormatter"}},
    "filters": {"request_number": {"()": "jingheng.platform.web.middleware.RequestNumberFilter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_number"]}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
#: Whoever has something on the to-do list: called with the actor and `at`.
TODO_SOURCES = ["jingheng.contexts.records.api.todos", "jingheng.contexts.circulars.api.todos"]
SUPPORT_CONTACT = env.str("SUPPORT_CONTACT", default="本院技术部门")
