"""The request under way in this thread or task; empty outside of any. Apart, so that the demo needs no JSON logger."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
