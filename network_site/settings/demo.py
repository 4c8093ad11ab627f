"""The site on one machine, for trying it: no environment variable, 127.0.0.1 only, DEBUG off.

Demo accounts, the page of sent mails and the design sheet exist only here and in the tests.
"""

import os

from django.core.management.utils import get_random_secret_key

from network_site.settings.base import *  # noqa: F403 - settings modules are meant to be read as one
from network_site.settings.base import VAR_DIR


def _secret_key() -> str:
    """The key of this installation, made once and kept in a git-ignored file that only its owner can read."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text().strip()


DEBUG = False
SECRET_KEY = _secret_key()
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

RELAIS_DEMO = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # http://localhost: browsers allow passkeys there, not on 127.0.0.1
RELAIS_DESIGN_PAGE = True
RELAIS_MAIL_TRANSPORT = "django.core.mail.backends.dummy.EmailBackend"

# bin/evaluate --engine asks them; the demo itself has its own engine.
RELAIS_SEARCH_URLS = os.environ.get("RELAIS_SEARCH_URLS", "").split()

# bin/demo --port tells the port that it took, so that links in mails and the sitemap lead back here.
WAGTAILADMIN_BASE_URL = f"http://127.0.0.1:{os.environ.get('RELAIS_DEMO_PORT', '8000')}"
