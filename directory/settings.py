"""Settings, all from the environment; docs/directory.md lists the variables."""

import os
from datetime import timedelta
from pathlib import Path

from directory.accounts.environment import provider, proxies
from directory.api.token import check_token
from directory.digest.environment import mail
from directory.environment import check_production, database, listed
from directory.handovers.environment import chat_address, handovers

ROOT = Path(__file__).resolve().parent.parent
BASE_DIR = ROOT
KNOWLEDGE = ROOT / "knowledge"

DEVELOPMENT_KEY = "only-for-development-never-for-production-000000000"
PROFILE = os.environ.get("VEJVISER_PROFILE", "development")
PRODUCTION = PROFILE == "production"
SECRET_KEY = os.environ.get("VEJVISER_SECRET_KEY", DEVELOPMENT_KEY)
DEBUG = os.environ.get("VEJVISER_DEBUG", "") == "1"
ALLOWED_HOSTS = listed("VEJVISER_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = listed("VEJVISER_ORIGINS")
check_production(PROFILE, debug=DEBUG, secret=SECRET_KEY, default_secret=DEVELOPMENT_KEY)
# Who reads the API (api/guard.py): the action server has the token too.
API_TOKEN = os.environ.get("VEJVISER_DIRECTORY_TOKEN", "")
API_ALWAYS_NEEDS_TOKEN = PRODUCTION
check_token(PROFILE, API_TOKEN, others=(SECRET_KEY, os.environ.get("VEJVISER_ACTIONS_TOKEN", "")))

# Notes that teachers pass on inside the school (docs/overlevering.md): who delivers them, and what seals them.
HANDOVERS = handovers(os.environ, secret=SECRET_KEY, production=PRODUCTION)
# Where the chat is, for the way there from the inbox.
CHAT_URL = chat_address(os.environ, production=PRODUCTION)

# How long a person's confirmation of a contact lasts (resources/freshness.py). A number that somebody calls in
# distress is looked at every month, and ages early enough that a weekly reminder comes before it runs out.
AGEING_MONTHS = 6
EXPIRY_MONTHS = 12
CRISIS_AGEING_DAYS = 20
CRISIS_EXPIRY_DAYS = 30

INSTALLED_APPS = [
    "directory.accounts.site_config.SiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "simple_history",
    "rest_framework",
    "drf_spectacular",
    "directory.resources",
    "directory.schools",
    "directory.accounts",
    "directory.sheets",
    "directory.digest",
    "directory.pages",
    "directory.handovers",
    "directory.ties",
    "directory.learning",
]
MIDDLEWARE = [
    "directory.measures.measure",
    "directory.headers.guard",
    "directory.probes.probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "directory.accounts.middleware.sessions",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "directory.urls"
CSRF_FAILURE_VIEW = "directory.error_pages.stale"
WSGI_APPLICATION = "directory.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {"default": database(os.environ.get("VEJVISER_DATABASE", ""), ROOT)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Who signs in, and how (docs/adgang.md). Rights come from the roles: accounts/backend.py.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "directory.accounts.passwords.MaximumLength"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
OIDC_PROVIDER = provider(os.environ, production=PRODUCTION)
AUTHENTICATION_BACKENDS = [
    "directory.accounts.throttle.Throttle",
    "directory.accounts.backend.MembershipBackend",
    *(["directory.accounts.oidc.backend.SchoolAccount"] if OIDC_PROVIDER else []),
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
ONE_TIME_PASSWORD_DAYS = 7

# The school's account (mozilla-django-oidc). What it leaves unchecked is in accounts/oidc/backend.py.
OIDC_RP_SCOPES = "openid profile"
OIDC_RP_SIGN_ALGO = "RS256"
OIDC_USE_PKCE = True
OIDC_TIMEOUT = 10
# On a shared computer the browser would else sign in whoever was there before.
OIDC_AUTH_REQUEST_EXTRA_PARAMS = {"prompt": "select_account"}

# Guessing (django-axes): five failures by one name from one address lock the two for 15 minutes.
PROXIES = proxies(os.environ)
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "directory.accounts.throttle.caller"
AXES_WHITELIST_CALLABLE = "directory.accounts.throttle.by_school_account"
AXES_LOCKOUT_CALLABLE = "directory.accounts.throttle.locked"
# The log is a page of our own (accounts/log.py); axes would throw away the newest failures above its own limit.
AXES_ENABLE_ADMIN = False
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_ACCESS_FAILURE_LOG_PER_USER_LIMIT = 1_000_000
AXES_VERBOSE = False

# Mail: the weekly digest of what is due (docs/directory.md). Without a host nothing is sent.
MAIL = mail(os.environ, ROOT, production=PRODUCTION)
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_TLS = MAIL.starttls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL.sender

# Who leaves the admin open is logged out after 30 idle minutes, and when the browser is closed.
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

LANGUAGE_CODE = "da"
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True
STATIC_URL = "static/"
# The look of dkfds, as `make web` took it: files alone, the same for every page a person sees.
STATICFILES_DIRS = [("dkfds", ROOT / "bot" / "channels" / "web" / "static" / "dkfds")]
# The admin's files are served straight from the packages: no collectstatic step to forget.
WHITENOISE_USE_FINDERS = True

if PRODUCTION:
    # The reverse proxy ends TLS and says so in this header.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    # The action server asks the API over loopback, without TLS.
    SECURE_REDIRECT_EXEMPT = [r"^api/"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # A browser takes a name that begins so only over TLS and for this very host.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "directory.api.paging.Paging",
    "EXCEPTION_HANDLER": "directory.api.errors.handle",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Vejviser: resource directory",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "DESCRIPTION": "Who can help a pupil, by municipality, and the school's own plan. Read only.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SORT_OPERATIONS": True,
    "APPEND_COMPONENTS": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    "SECURITY": [{"token": []}],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "directory.api.document.bodies_are_required",
    ],
    "ENUM_NAME_OVERRIDES": {
        "HealthEnum": ["ok", "error"],
        "ServiceStatusEnum": ["active"],
        "PlanErrorEnum": ["unknown_school", "no_plan", "failed"],
        "MunicipalityErrorEnum": ["unknown_municipality", "failed"],
    },
}
