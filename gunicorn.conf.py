"""What the web server writes down: never what a reader typed, nor who asked. Read by gunicorn from this folder.

`search/journal` counts searches without their authors; a log with addresses and questions would undo it. A proxy in
front must do the same: log the path, not the query.
"""

import logging
import re
from typing import Any

from gunicorn.glogging import Logger

access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s %(M)sms"
"""Time, method, path, status, bytes, duration: no query, no referer (which holds one), no network address."""

_QUERY = re.compile(r"\?[^\s'\"]*")


class WithoutQuery(logging.Filter):
    """Cuts the query of every address, and all that gunicorn quotes of a request that it could not read."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        record.msg = "Invalid request" if text.startswith("Invalid request") else _QUERY.sub("?…", text)
        record.args = ()
        return True


class DiscreetLogger(Logger):
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.addFilter(WithoutQuery())


logger_class = DiscreetLogger
