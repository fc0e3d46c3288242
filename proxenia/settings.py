"""Settings, read from the environment; every name is explained in docs/reference/settings.md."""

from importlib.util import find_spec
from pathlib import Path

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF
from environs import Env

from proxenia import identity_providers
from proxenia.core import durable, shipped

# Lets fields and querysets name their types in brackets, as the type checker reads them.
django_stubs_ext.monkeypatch()
env = Env()

DATA_FOLDER = shipped.data_folder()
BASE_URL = env.str("PROXENIA_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
DEBUG = env.bool("PROXENIA_DEBUG", False)
TESTING = env.bool("PROXENIA_TESTING", False)


def _secret_key() -> str:
    """Take the key from the environment, else keep one made at the first start under the data folder."""
    named = env.str("PROXENIA_SECRET_KEY", "")
    return named or _kept_secret(DATA_FOLDER / "secret-key")


def _kept_secret(file: Path) -> str:
    from django.core.management.utils import get_random_secret_key

    if file.exists():
        return file.read_text().strip()
    key = get_random_secret_key()
    durable.write(file, [key.encode()])
    return key


SECRET_KEY = _secret_key()
_host = BASE_URL.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0]
_secure = BASE_URL.startswith("https://")
ALLOWED_HOSTS = [_host, *env.list("PROXENIA_HOSTS", [])]
if not _secure:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
if TESTING:
    ALLOWED_HOSTS.append("testserver")
# Whose word counts on the visitor's address and on https: the proxy beside us, unless others are named.
TRUSTED_PROXIES = env.list("PROXENIA_TRUSTED_PROXIES", ["127.0.0.1", "::1"] if _secure else [])

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # Identity providers. Their tables stay empty: who is known by which identity stands in accounts.
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_tasks",
    "django_tasks_db",
    "proxenia.core",
    "proxenia.audit",
    "proxenia.accounts",
    "proxenia.records",
    "proxenia.places",
    "proxenia.instruments",
    "proxenia.indicators",
    "proxenia.directory",
    "proxenia.commitments",
    "proxenia.strategy",
    "proxenia.risk",
    "proxenia.portfolio",
    "proxenia.engagements",
    "proxenia.results",
    "proxenia.reviews",
    "proxenia.prioritisation",
    "proxenia.publication",
    "proxenia.desk",
]
if find_spec("onelogin"):
    INSTALLED_APPS.append("allauth.socialaccount.providers.saml")

MIDDLEWARE = [
    "proxenia.core.web.PeerMiddleware",
    "proxenia.core.web.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "proxenia.core.web.RequestMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "proxenia.accounts.middleware.VisitMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "proxenia.accounts.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "proxenia.urls"
WSGI_APPLICATION = "proxenia.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [shipped.root("templates")],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "proxenia.menu.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")


def _database() -> dict[str, object]:
    """SQLite under the data folder by default; a PostgreSQL where PROXENIA_DATABASE_URL names one."""
    url = env.str("PROXENIA_DATABASE_URL", "")
    if env.bool("PROXENIA_AS_OWNER", False):
        url = env.str("PROXENIA_OWNER_DATABASE_URL", "") or url
    if url:
        return _postgres(url)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_FOLDER / "proxenia.sqlite3",
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;"
            ),
        },
    }


def _postgres(url: str) -> dict[str, object]:
    import dj_database_url

    config: dict[str, object] = dict(dj_database_url.parse(url))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        raise ValueError("PROXENIA_DATABASE_URL names a PostgreSQL; leave it empty for SQLite.")
    config["CONN_HEALTH_CHECKS"] = True
    # A pool saves a connection a page; test runs open and drop databases, which a pool hinders.
    # A database that is away is told within seconds, not after the pool's half minute.
    # One connection waits in each process, as many as it has threads are opened at need: a server has few to give.
    # The threshold lets a statement that asks for it be planned once a connection (audit/actions/chain.py).
    pool = {"timeout": 5, "min_size": 1, "max_size": 8}
    config["OPTIONS"] = {"prepare_threshold": 5, **({} if TESTING else {"pool": pool})}
    return config


DATABASES = {"default": _database()}
OWNER_DATABASE_URL = env.str("PROXENIA_OWNER_DATABASE_URL", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "proxenia.accounts.rules.passwords.HousePassword"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
BREACHED_PASSWORDS = env.str("PROXENIA_BREACHED_PASSWORDS", "")
# Sessions end after so many minutes without a request, and after so many hours whatever happens.
SESSION_IDLE_MINUTES = env.int("PROXENIA_SESSION_IDLE_MINUTES", 60)
SESSION_HOURS = env.int("PROXENIA_SESSION_HOURS", 12)
SOCIALACCOUNT_PROVIDERS, SIGN_ON_PROVIDERS = identity_providers.read(env.str("PROXENIA_SIGN_ON", ""))
SOCIALACCOUNT_ADAPTER = "proxenia.accounts.backends.IdentityAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
LOGIN_URL = "accounts:sign_in"
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_COOKIE_SECURE = False
SESSION_COOKIE_HTTPONLY = True
DEVICE_COOKIE_NAME = "device"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
# Messages of the next page lie with the session, not in a cookie of their own.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "proxenia.core.failures.csrf_failure"
if _secure:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    DEVICE_COOKIE_NAME = "__Host-device"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_SSL_REDIRECT, SECURE_SSL_HOST = True, BASE_URL.split("://", 1)[1].split("/", 1)[0]
    # Whether a city's whole domain goes on the browsers' list is the city's to say, not this program's.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]
    # Believed from trusted proxies only: PeerMiddleware drops the header where anybody else sends it.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "upgrade-insecure-requests": _secure,
        "report-uri": "/csp-report/",
        "report-to": "csp",
    }
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_LIMIT_MB = env.int("PROXENIA_FILE_LIMIT_MB", 20)
FILE_QUOTA_MB = env.int("PROXENIA_FILE_QUOTA_MB", 5000)
FILE_DAILY_MB = env.int("PROXENIA_FILE_DAILY_MB", 500)
# ClamAV: host:port, or the path of its socket. Where one is named, nothing unscanned is handed out.
CLAMAV = env.str("PROXENIA_CLAMAV", "")
# Where the heads of the log's chains go, out of the database's reach.
ANCHOR_FILE = env.str("PROXENIA_ANCHOR_FILE", "")
ANCHOR_SYSLOG = env.str("PROXENIA_ANCHOR_SYSLOG", "")
UPLOAD_LIMIT_MB = env.int("PROXENIA_UPLOAD_LIMIT_MB", 40)
SHEET_MAX_ROWS = env.int("PROXENIA_SHEET_MAX_ROWS", 200_000)
SHEET_MAX_COLUMNS = env.int("PROXENIA_SHEET_MAX_COLUMNS", 500)
FILE_UPLOAD_TEMP_DIR = None

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
LOCALE_PATHS = [shipped.root("locale")]
USE_TZ = True
TIME_ZONE = env.str("PROXENIA_TIME_ZONE", "UTC")

STATIC_URL = "/static/"
STATICFILES_DIRS = [shipped.root("static")]
STATIC_ROOT = DATA_FOLDER / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False

EMAIL_HOST = env.str("PROXENIA_MAIL_HOST", "")
EMAIL_PORT = env.int("PROXENIA_MAIL_PORT", 25)
EMAIL_HOST_USER = env.str("PROXENIA_MAIL_USER", "")
EMAIL_HOST_PASSWORD = env.str("PROXENIA_MAIL_PASSWORD", "")
EMAIL_USE_TLS = env.bool("PROXENIA_MAIL_TLS", False)
# A mail server that does not answer holds up no other job for longer.
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.str("PROXENIA_MAIL_FROM", f"proxenia@{_host}")
# Without a mail server, mail is kept as files that an administrator can read, never lost silently.
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = DATA_FOLDER / "mail"
# The address copies of mail are sent to; `proxenia mail-in` takes them from the mail server.
MAIL_IN = env.str("PROXENIA_MAIL_IN", "")

# What Proxenia itself may fetch: https on its own port, on the open internet. An identity provider or a mirror in the
# office's own network is named here.
FETCH_NETWORKS: list[str] = env.list("PROXENIA_FETCH_NETWORKS", [])
FETCH_HTTP = env.bool("PROXENIA_FETCH_HTTP", False)
FETCH_PORTS = (443, 80) if FETCH_HTTP else (443,)
FETCH_PROXY = env.str("PROXENIA_FETCH_PROXY", "")

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Jobs: in tests they run at once; a worker that is silent for so many seconds has lost the job it held.
JOBS_AT_ONCE = TESTING
JOB_LEASE = env.float("PROXENIA_JOB_LEASE", 30.0)
# So old may the last rehearsal of the backup be before Today speaks of it; 0 for never.
DRILL_DAYS = env.int("PROXENIA_DRILL_DAYS", 30)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "proxenia.core.loglines.LineFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": env.str("PROXENIA_LOG_LEVEL", "WARNING")},
    # The library's worker would speak at every look at an empty queue.
    "loggers": {"django_tasks_db": {"level": "WARNING"}},
}
