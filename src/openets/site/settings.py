"""Django settings, made from the environment.

``OPENETS_STORE`` names the books. In production (``OPENETS_PRODUCTION=1``) there are no defaults for secrets:
the program refuses to start without ``OPENETS_SECRET_KEY`` and ``OPENETS_HOSTS``.
"""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from openets.stores.addresses import database

PACKAGE = Path(__file__).resolve().parent.parent
PRODUCTION = os.environ.get("OPENETS_PRODUCTION", "") not in ("", "0")
DEBUG = False


def _required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"set {name}: in production there is no default for it")
    return value


# Without a login there is nothing to sign for longer than the process lives, so development makes its own key.
SECRET_KEY = _required("OPENETS_SECRET_KEY") if PRODUCTION else secrets.token_urlsafe(50)
ALLOWED_HOSTS = (
    _required("OPENETS_HOSTS").split(",") if PRODUCTION else ["127.0.0.1", "localhost", "[::1]", "testserver"]
)
if PRODUCTION and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("OPENETS_SECRET_KEY is too short: use at least 50 random characters")

DATABASES = {"default": database(os.environ.get("OPENETS_STORE", "sqlite:///openets.db"))}
DATABASE_ROUTERS = ["openets.views.law.Router"]
INSTALLED_APPS = ["django.contrib.staticfiles", "openets.stores.sql.apps.BooksConfig", "openets.web.apps.WebConfig"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # there is no secret on any page that its size could tell
    "django.middleware.gzip.GZipMiddleware",
    "openets.web.security.content_security_policy",
    "openets.web.security.reading_from_elsewhere",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "openets.web.errors.OurErrors",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "web" / "templates", PACKAGE / "api" / "templates"],
        "OPTIONS": {
            "environment": "openets.web.jinja.environment",
            "context_processors": ["openets.web.jinja.law_at_hand"],
        },
    }
]
ROOT_URLCONF = "openets.site.urls"
WSGI_APPLICATION = "openets.site.wsgi.application"
STATIC_URL = "static/"
STATIC_ROOT = os.environ.get("OPENETS_STATIC_ROOT") or None
WHITENOISE_USE_FINDERS = True

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
