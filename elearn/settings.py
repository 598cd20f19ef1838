"""Django settings; every value that differs between installations comes from :mod:`elearn.environment`."""

from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF

from elearn.environment import PROJECT_DIR, environment

# --- Installation -----------------------------------------------------------------------------------------

DEBUG = environment.debug
SECRET_KEY = environment.signing_key()
ALLOWED_HOSTS = environment.host_names
DATA_DIR = environment.data_dir
SITE_URL = environment.public_url
PACKAGE_ORIGIN = environment.package_address
SERVES_TLS = urlsplit(SITE_URL).scheme == "https"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ROOT_URLCONF = "elearn.urls"
ASGI_APPLICATION = "elearn.asgi.application"

INSTALLED_APPS = [
    "elearn.apps.ElearnConfig",
    "live_classes",
    "courses",
    "content_repo",
    "media",
    "schools",
    "accounts",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "rest_framework",
    "drf_spectacular",
    "channels",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "elearn.streaming.StreamMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "elearn.middleware.ContentPolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "elearn.middleware.PageRevalidationMiddleware",
    "elearn.middleware.PlainBodyMiddleware",
    "elearn.middleware.PackageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.middleware.LockoutMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "elearn.navigation.shell",
            ],
            "builtins": ["elearn.templatetags.components"],
        },
    }
]

# --- Stores -----------------------------------------------------------------------------------------------

DATABASES = {"default": dj_database_url.parse(environment.database_address, conn_max_age=60, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": environment.redis_url}
    if environment.redis_url
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [environment.redis_url]},
    }
    if environment.redis_url
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# Objects (files of users): see media/stores/.
OBJECT_STORE = {
    "endpoint": environment.s3_endpoint,
    "public_url": environment.s3_public_url or SITE_URL,
    "access_key": environment.s3_access_key,
    "secret_key": environment.s3_secret_key,
    "bucket": environment.s3_bucket,
    "region": environment.s3_region,
    "folder": DATA_DIR / "objects",
}
UPLOAD_MAX_BYTES = environment.upload_max_bytes
UPLOAD_REPORT_VIEW = "content_repo:upload_report"  # shows all that was found wrong in a refused file
SCHOOL_QUOTA_BYTES = environment.school_quota_bytes
SEARCH_INDEX_DIR = DATA_DIR / "search"
MEDIA_ROOT = DATA_DIR / "editorial"
MEDIA_URL = "/bien-tap/"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
ASSETS_DIR = DATA_DIR / "assets"
NODE_MODULES = PROJECT_DIR / "node_modules"
STATICFILES_DIRS = [ASSETS_DIR]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Style sheets joined from the apps' own files (see build_assets): one for the whole site,
# one more for pages of live classes, and only what a room needs for the room.
STYLE_SHEETS = {
    "site.css": [
        "elearn/base.css",
        "elearn/components.css",
        "elearn/home.css",
        "media/media.css",
        "schools/schools.css",
        "content_repo/catalogue.css",
        "content_repo/resources.css",
        "courses/courses.css",
    ],
    # Pages on which packages are played, made, imported or reviewed.
    "packages.css": [
        "content_repo/packages.css",
        "content_repo/exercises.css",
        "courses/results.css",
    ],
    "room.css": [
        "live_classes/room.css",
        "live_classes/board.css",
        "live_classes/voice.css",
    ],
    "live.css": [
        "live_classes/planning.css",
        "live_classes/room.css",
        "live_classes/board.css",
        "live_classes/voice.css",
        "live_classes/replay.css",
    ],
}

# --- People -----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.UsernameBackend",
    "content_repo.backends.MembershipBackend",
]
PASSWORD_HASHERS = ["accounts.hashers.Argon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# A whole class shares one address: lock the pair of account and address, never the address alone.
AXES_FAILURE_LIMIT = 10
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "accounts.backends.axes_username"
AXES_LOCKOUT_CALLABLE = "accounts.views.locked_out"
AXES_DISABLE_ACCESS_LOG = True
SILENCED_SYSTEM_CHECKS = ["axes.W002"]  # its middleware is there as accounts.middleware.LockoutMiddleware
AXES_VERBOSE = False  # no greeting in the output of every command

SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 150 * 24 * 3600  # a term on a phone of one's own
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SERVES_TLS
CSRF_FAILURE_VIEW = "elearn.views.csrf_failure"

# --- Security of pages ------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF],
        "connect-src": [SELF],
        "font-src": [NONE],
        "frame-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if environment.trusted_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if SERVES_TLS:
    SECURE_HSTS_SECONDS = 31_536_000

# --- Language ---------------------------------------------------------------------------------------------

# Source strings are Vietnamese; each app has one English catalogue (docs/adr/0002).
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["elearn.formats"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600

# --- Libraries --------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Lớp Gần"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_I18N_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # passwords are changed at /toi/mat-khau/ and reset by the school
WAGTAIL_AUTOSAVE_INTERVAL = 20_000
WAGTAILADMIN_NOTIFICATION_USE_HTML = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_FRONTEND_LOGIN_URL = "/dang-nhap/"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["elearn.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS tells nothing: the description is at /api/schema/
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 24,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {"TITLE": "Lớp Gần API", "VERSION": "1.0", "SERVE_INCLUDE_SCHEMA": False}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": environment.log_level},
    "loggers": {"wagtail": {"level": "WARNING"}},  # edits of pages are in Wagtail's own log, in the database
}
