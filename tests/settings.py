"""The product's settings, made quick and quiet for tests. DATABASE_URL selects PostgreSQL; else SQLite in a file."""

import os
import tempfile

os.environ.setdefault("JINGHENG_HOME", tempfile.mkdtemp(prefix="jingheng-test-"))
os.environ.setdefault("SECRET_KEY", "a key for tests only, long enough to satisfy everybody who looks at it")

from jingheng.config.settings import *  # noqa: F403

HTTPS = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
ALLOWED_HOSTS = ["*"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - whitenoise warns where it is missing
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # a file and not memory: threads of one test share it, as processes do in an office
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}  # noqa: F405
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS | {  # noqa: F405
        "init_command": str(SQLITE_OPTIONS["init_command"]).replace("synchronous=FULL", "synchronous=OFF")  # noqa: F405
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True  # no collectstatic before a test
LEDGER_REFUSES_UNRECORDED = False  # factories write rows straight; tests of the ledger turn it on again
