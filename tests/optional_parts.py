"""Parts that a machine may lack: a browser, a search server… Tests skip without them, except where all must run."""

import importlib.util
import os
import shutil

import pytest


def require(part: str, *, found: bool) -> None:
    """Skip the test where an optional part is missing; fail where RELAIS_REQUIRE_ALL=1 says that all must be there."""
    if found:
        return
    message = f"{part} is not on this machine"
    if os.environ.get("RELAIS_REQUIRE_ALL") == "1":
        pytest.fail(message, pytrace=False)
    pytest.skip(message, allow_module_level=True)


def require_program(name: str) -> str:
    """The path of a program, or a skip."""
    path = shutil.which(name)
    require(f"the program {name}", found=path is not None)
    return str(path)


def require_module(name: str) -> None:
    """Skip unless an optional Python package is installed."""
    require(f"the package {name}", found=importlib.util.find_spec(name) is not None)
