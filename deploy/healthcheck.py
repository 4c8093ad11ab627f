"""What Docker asks of a container: `healthcheck.py web` or `healthcheck.py worker`. Exit code 0 is healthy.

Plain Python, so that the image needs no other tool and a web process that hangs is seen.
"""

import http.client
import os
import sys
from pathlib import Path

SITE = Path(__file__).parents[1]


def web() -> bool:
    """The process answers and its database too; what it said is shown to whoever asks by hand."""
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("RELAIS_WEB_PORT", "8000")), timeout=4)
    connection.request("GET", "/health/ready")
    answer = connection.getresponse()
    print(answer.read().decode())
    return answer.status == http.HTTPStatus.OK


def worker() -> bool:
    """A worker has given a heartbeat lately."""
    sys.path.insert(0, str(SITE))
    import django  # noqa: PLC0415 - the web's check does without the site

    django.setup()
    from network_site.monitoring import check_worker  # noqa: PLC0415 - needs Django set up

    return check_worker().ok


if __name__ == "__main__":
    checks = {"web": web, "worker": worker}
    sys.exit(0 if checks[sys.argv[1]]() else 1)
