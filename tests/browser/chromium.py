"""How the tests and the screenshots start Debian's Chromium: no download, no call home."""

import shutil

from playwright.sync_api import Browser, Playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def launch(playwright: Playwright) -> Browser:
    """Start the Chromium of the machine.

    Raises:
        FileNotFoundError: it is not installed.
    """
    executable = shutil.which("chromium")
    if executable is None:
        raise FileNotFoundError("Chromium manque. Sur Debian : apt install chromium")
    return playwright.chromium.launch(executable_path=executable, args=FLAGS)
