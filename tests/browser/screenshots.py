"""Photographs of each page type, wide and narrow, light and dark: `bin/screenshots DIR`.

Starts the demo site on a free port, and stops it at the end. The pages are those of `tests/browser/page_types.py`.
"""

import itertools
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import launch
from tests.browser.page_types import PAGES

ROOT = Path(__file__).parents[2]
WIDTHS = (1280, 375)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

START_SECONDS = 600
"""A first start loads the territories and compresses the static files."""


@contextmanager
def demo_site() -> Iterator[str]:
    """The address of a demo site started for the occasion."""
    port = _free_port()
    with subprocess.Popen([ROOT / "bin/demo", "--port", str(port)], start_new_session=True) as server:
        try:
            yield _answering(f"http://127.0.0.1:{port}", server)
        finally:
            os.killpg(server.pid, signal.SIGTERM)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answering(address: str, server: subprocess.Popen[bytes]) -> str:
    for _attempt in range(START_SECONDS):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{address}/robots.txt", timeout=10).close()
        except urllib.error.HTTPError:
            return address  # a page that fails is told with its own photograph
        except OSError:
            time.sleep(1)
        else:
            return address
    sys.exit("✗ Le site de démonstration n’a pas démarré.")


def photograph(browser: Browser, site: str, folder: Path) -> Iterator[str]:
    """Write one image per page, width and scheme; yield what went wrong."""
    for width, scheme in itertools.product(WIDTHS, SCHEMES):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",
            locale="fr-FR",
            base_url=site,
        )
        page = context.new_page()
        for name, page_type in PAGES.items():
            status = page_type.open(page)
            page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
            if status != page_type.status:
                yield f"{page_type.path} : réponse {status}"
        context.close()


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with demo_site() as site, sync_playwright() as playwright:
        browser = launch(playwright)
        problems = sorted(set(photograph(browser, site, folder)))
        browser.close()
    print(f"→ {len(list(folder.glob('*.png')))} images dans {folder}")
    if problems:
        sys.exit("✗ Pages qui ne répondent pas comme prévu :\n" + "\n".join(f"  {problem}" for problem in problems))


if __name__ == "__main__":
    main()
