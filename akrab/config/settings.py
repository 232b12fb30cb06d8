"""Settings of the product, read from the environment; importing them needs neither a database nor a variable.

Each variable is listed in `docs/settings.md`. Development needs none of them.
"""

import os
from pathlib import Path
from typing import Any

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

BASE_DIR = Path(__file__).resolve().parent.parent


def _flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in ("1", "true", "yes", "on")


# --- Where things are -------------------------------------------------------------------------------------------

DATA_DIR = Path(os.environ.get("AKRAB_DATA") or Path.home() / ".local/share/akrab")
PUBLIC_URL = os.environ.get("AKRAB_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
DEBUG = _flag("AKRAB_DEBUG")
DEMO = _flag("AKRAB_DEMO")
DEMO_PASSWORD = (
    "windows-demo"  # of everyone at an address ending in .example, as the sign-in page of a demo says
)
SECRET_KEY = os.environ.get("AKRAB_SECRET_KEY") or "not-secret: `akrab serve` makes one on its first start"
ALLOWED_HOSTS = os.environ.get("AKRAB_HOSTS", "*").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("AKRAB_TRUSTED_ORIGINS", "").split(",") if origin]
TRUSTED_NETWORKS = [network for network in os.environ.get("AKRAB_TRUSTED_NETWORKS", "").split(",") if network]
ROOT_URLCONF = "akrab.config.urls"
WSGI_APPLICATION = "akrab.config.wsgi.application"

# --- The database: one server, and two roles on it --------------------------------------------------------------


def database(url: str, role: str) -> dict[str, Any]:
    """Turn a libpq address into Django's form; the role decides what row-level security allows."""
    parts = conninfo_to_dict(url) if url else {}
    options: dict[str, Any] = {
        "pool": {
            "min_size": 1,
            "max_size": int(os.environ.get("AKRAB_DB_POOL", "8")),
            "timeout": 5,
            "max_idle": 10,  # seconds: each connection costs the server 2 to 4 MB
        }
    }
    if role != "none":
        options["options"] = f"-c role={role}"
    return {
        "ENGINE": "akrab.tenancy.backend",
        "NAME": parts.get("dbname") or "akrab",
        "USER": parts.get("user") or "",
        "PASSWORD": parts.get("password") or "",
        "HOST": parts.get("host") or "",
        "PORT": str(parts.get("port") or ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,  # the connection looks for itself (`has_ended`)
        "OPTIONS": options,
    }


DATABASES = {
    "default": database(os.environ.get("DATABASE_URL", ""), os.environ.get("AKRAB_DB_ROLE", "akrab_app"))
}
KEEPS_PLANS = not os.environ.get("AKRAB_LISTEN_URL")  # a pooler would send the next transaction elsewhere
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Limits on attempts hold for all processes together; what pages keep for some seconds is each process's own.
CACHES = {
    "default": {"BACKEND": "akrab.identity.attempts.SharedAttempts"},
    "near": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# --- What it is made of -----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "akrab.identity",
    "akrab.tenancy",
    "akrab.engine",
    "akrab.features.customfields",
    "akrab.features.live",
    "akrab.features.announcements",
    "akrab.features.beginning",
    "akrab.features.playbooks",
    "akrab.features.calendars",
    "akrab.features.claims",
    "akrab.features.territories",
    "akrab.features.views",
    "akrab.features.files",
    "akrab.features.mail",
    "akrab.features.letters",
    "akrab.features.notify",
    "akrab.features.deadlines",
    "akrab.features.documents",
    "akrab.features.forms",
    "akrab.features.reports",
    "akrab.features.planning",
    "akrab.features.automation",
    "akrab.web",
    "akrab.api",
    "akrab.modules.contacts",
    "akrab.modules.activities",
    "akrab.modules.sales",
    "akrab.modules.start",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
]

# How each app's tables stand to the wall (see akrab/tenancy/checks.py).
WORKSPACE_MODEL = "identity.Workspace"
MEMBERSHIP_MODEL = "identity.Membership"
GLOBAL_APPS = ["auth", "contenttypes", "account", "mfa"]
LOCAL_APPS = ["sessions", "messages", "procrastinate", "staticfiles"]

MIDDLEWARE = [
    "akrab.web.middleware.SecurityHeaders",
    "akrab.web.middleware.Compressed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "akrab.web.middleware.PreferredLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "akrab.web.templatetags.worded",
                "akrab.web.templatetags.akrab",
            ],
        },
    },
]

STATIC_URL = "/static/"
STATICFILES_DIRS: list[Path] = []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "akrab.config.static.BundleStorage"},
}

# --- People and sign-in -----------------------------------------------------------------------------------------

# The page that shows an address on a map or leads there; telephones open their own maps for it. Empty: no such links.
MAP_ADDRESS = os.environ.get("AKRAB_MAP_ADDRESS", "https://www.google.com/maps/search/?api=1&query={address}")
SIGN_UP = _flag("AKRAB_SIGN_UP")  # whether strangers may make workspaces of their own
AUTH_USER_MODEL = "identity.User"
# Addresses are unique whatever their capitals: a constraint sees to it.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "akrab.web.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_REQUIRED = False
MFA_ADAPTER = "akrab.web.accounts.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PUBLIC_URL.startswith("http://")
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
UPDATE_LAST_LOGIN = False
SESSION_ENGINE = "akrab.identity.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30

# --- Behind a proxy, and what leaves ----------------------------------------------------------------------------

if _flag("AKRAB_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # whose word counts for limits on attempts
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MAX_UPLOAD_BYTES = int(os.environ.get("AKRAB_MAX_UPLOAD_MB", "25")) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Written smtp://user:password@host:port or smtps://…; empty: mail is held.
SMTP_URL = os.environ.get("AKRAB_SMTP_URL", "")
MAIL_FROM = os.environ.get("AKRAB_MAIL_FROM", "Akrab <akrab@localhost>")
EMAIL_BACKEND = "akrab.features.mail.backend.SignInMailBackend"
DEFAULT_FROM_EMAIL = MAIL_FROM

# --- Languages and times ----------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("ms", _("Malay")),
    ("id", _("Indonesian")),
    ("zh-hans", _("Chinese (simplified)")),
    ("vi", _("Vietnamese")),
    ("fil", _("Filipino")),
]
LANG_INFO.setdefault("fil", {"bidi": False, "code": "fil", "name": "Filipino", "name_local": "Filipino"})
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Logs: to standard error, never with a secret in them -------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("AKRAB_LOG", "WARNING")},
}
