"""Settings. Everything that differs between installations comes from the environment."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from liandong.site import logs

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("LIANDONG_DATA_DIR", ROOT / ".data"))
LIANDONG_FILES = str(DATA / "files")
LIANDONG_KEYS = str(DATA / "keys")
LIANDONG_MODELS = str(DATA / "models")
LIANDONG_OUTBOX = str(DATA / "outbox")
LIANDONG_CLOCK = str(DATA / "clock")
LIANDONG_CLASSIFIER = os.environ.get("LIANDONG_CLASSIFIER", "linear")
LIANDONG_DISTRICT = os.environ.get("LIANDONG_DISTRICT", "510108")
LIANDONG_DISTRICT_NAME = os.environ.get("LIANDONG_DISTRICT_NAME", "成华区")
LIANDONG_PUBLIC_URL = os.environ.get("LIANDONG_PUBLIC_URL", "http://127.0.0.1:8000")
LIANDONG_LIVE_URL = os.environ.get("LIANDONG_LIVE_URL", "")
LIANDONG_RATING_DAYS = int(os.environ.get("LIANDONG_RATING_DAYS", "5"))
LIANDONG_SUSPENDED_COUNT = os.environ.get("LIANDONG_SUSPENDED_COUNT", "subtract")
LIANDONG_REPORTS_AN_HOUR = int(os.environ.get("LIANDONG_REPORTS_AN_HOUR", "60"))
LIANDONG_HAZARD_KINDS: list[str] = os.environ.get(
    "LIANDONG_HAZARD_KINDS", "E0506,E0507,E0407,E0401,E0405,C0102,E0601,Q1001"
).split(",")
LIANDONG_CODES_AN_HOUR = int(os.environ.get("LIANDONG_CODES_AN_HOUR", "600"))
LIANDONG_FREQUENT_KINDS: list[str] = os.environ.get(
    "LIANDONG_FREQUENT_KINDS", "E0102,C0107,E0503,C0201,E0510,E0105,E0504,E0109"
).split(",")
LIANDONG_CLIP_SECONDS = float(os.environ.get("LIANDONG_CLIP_SECONDS", "20"))
LIANDONG_CLIP_MB = int(os.environ.get("LIANDONG_CLIP_MB", "30"))
LIANDONG_CLIP_DAYS = float(os.environ.get("LIANDONG_CLIP_DAYS", "30"))
LIANDONG_CLIP_KINDS: list[str] = os.environ.get("LIANDONG_CLIP_KINDS", "C,E01,E03,E04,E06,Q10").split(",")
LIANDONG_BLUR_PHOTOS = os.environ.get("LIANDONG_BLUR_PHOTOS", "")
if LIANDONG_BLUR_PHOTOS not in {"", "faces", "all"}:
    raise SystemExit(f"LIANDONG_BLUR_PHOTOS is “{LIANDONG_BLUR_PHOTOS}”; it may be empty, faces, or all.")
LIANDONG_CLIPS_AN_HOUR = int(os.environ.get("LIANDONG_CLIPS_AN_HOUR", "10"))
LIANDONG_TWINS_JOIN = os.environ.get("LIANDONG_TWINS_JOIN", "1") == "1"
LIANDONG_TWINS_METRES = float(os.environ.get("LIANDONG_TWINS_METRES", "30"))
LIANDONG_TWINS_HOURS = float(os.environ.get("LIANDONG_TWINS_HOURS", "24"))
LIANDONG_TWINS_WORDS = float(os.environ.get("LIANDONG_TWINS_WORDS", "0.3"))
LIANDONG_MANY_REPORTERS = [int(word) for word in os.environ.get("LIANDONG_MANY_REPORTERS", "5,20").split(",") if word]
LIANDONG_SANDBOX = os.environ.get("LIANDONG_SANDBOX") == "1"
LIANDONG_SMS_URL = "" if LIANDONG_SANDBOX else os.environ.get("LIANDONG_SMS_URL", "")
LIANDONG_SMS_KEY = os.environ.get("LIANDONG_SMS_KEY", "")
LIANDONG_WEBHOOK_DAYS = float(os.environ.get("LIANDONG_WEBHOOK_DAYS", "3"))
LIANDONG_WEBHOOK_PRIVATE = os.environ.get("LIANDONG_WEBHOOK_PRIVATE") == "1"
LIANDONG_DEMO = os.environ.get("LIANDONG_DEMO") == "1"
LIANDONG_TELEPHONY = os.environ.get("LIANDONG_TELEPHONY", "simulator" if LIANDONG_DEMO else "http")
LIANDONG_TELEPHONY_URL = os.environ.get(
    "LIANDONG_TELEPHONY_URL", f"{DATA / 'telephony' / 'calls.db'}?seed=96966" if LIANDONG_DEMO else ""
)
LIANDONG_SECOND_FACTOR = os.environ.get("LIANDONG_SECOND_FACTOR", "optional" if LIANDONG_DEMO else "required")


def secret_key() -> str:
    """The signing key: from the environment, or made once in the data folder."""
    if key := os.environ.get("LIANDONG_SECRET_KEY"):
        return key
    path = Path(LIANDONG_KEYS) / "django.key"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        part = path.with_suffix(f".{os.getpid()}")
        part.touch(mode=0o600)
        part.write_text(secrets.token_urlsafe(48))
        part.rename(path)
    return path.read_text()


def database(url: str) -> dict[str, object]:
    """Django's words for a libpq URL."""
    words = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": words.pop("dbname", "liandong"),
        "USER": words.pop("user", ""),
        "PASSWORD": words.pop("password", ""),
        "HOST": words.pop("host", ""),
        "PORT": words.pop("port", ""),
        "OPTIONS": {**words, "pool": {"min_size": 1, "max_size": 20, "timeout": 20}},
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": os.environ.get("LIANDONG_TEST_DATABASE")},
    }


SECRET_KEY = secret_key()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("LIANDONG_HOSTS", "*").split(",")
CSRF_TRUSTED_ORIGINS = [word for word in os.environ.get("LIANDONG_ORIGINS", "").split(",") if word]
DATABASES = {"default": database(os.environ.get("DATABASE_URL", "postgresql:///liandong"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "liandong.site.urls"
WSGI_APPLICATION = "liandong.site.wsgi.application"
APPEND_SLASH = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "procrastinate.contrib.django",
    "liandong.journal",
    "liandong.access",
    "liandong.residents",
    "liandong.places",
    "liandong.deadlines",
    "liandong.files",
    "liandong.forces",
    "liandong.knowledge",
    "liandong.ledger",
    "liandong.cases",
    "liandong.linkage",
    "liandong.supervision",
    "liandong.channels",
    "liandong.exchange",
    "liandong.letters",
    "liandong.notices",
    "liandong.bulletins",
    "liandong.community",
    "liandong.webhooks",
    "liandong.desks",
    "liandong.insight",
    "liandong.learning",
    "liandong.hotline",
    "liandong.faces.shared",
    "liandong.faces.desk",
    "liandong.site.apps.SiteConfig",
]
MIDDLEWARE = [
    "liandong.faces.shared.sandbox.marked",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "liandong.faces.desk.session.Seats",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "liandong.faces.desk.session.DeskSession",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            ROOT / "liandong" / "faces" / face / "templates"
            for face in ("shared", "desk", "resident", "field", "hotline")
        ],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
        },
    }
]

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "liandong.faces.shared.adapter.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "5/5m/key,50/5m/ip"}
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/desk/"
LOGIN_URL = "/accounts/login/"
MFA_ADAPTER = "liandong.faces.shared.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "liandong"
MFA_TOTP_TOLERANCE = 1
SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("LIANDONG_HTTPS") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
SESSION_COOKIE_SAMESITE = "Lax"
LIANDONG_IDLE_MINUTES = 30
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "site_cache"},
}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 12_000_000
FILE_UPLOAD_HANDLERS = [
    "liandong.faces.shared.films.ClipsInMemory",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "media-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
STATIC_URL = "/static/"
STATICFILES_DIRS = [path for path in [ROOT / "web" / "dist"] if path.exists()]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {"update_heartbeat_interval": 3.0}
LOGGING_CONFIG = None
logs.configure(os.environ.get("LIANDONG_LOG", "json"))
