"""A new room cannot be forgotten by the tools that keep the house in order."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TOOLS = PROJECT["tool"]
ROOMS = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))
IMPORT_LINTER = TOOLS["importlinter"]


@pytest.mark.parametrize(
    "listed",
    [
        pytest.param(IMPORT_LINTER["root_packages"], id="import-linter"),
        pytest.param(TOOLS["mypy"]["files"], id="mypy"),
        pytest.param(TOOLS["coverage"]["run"]["source"], id="coverage"),
        pytest.param(TOOLS["ruff"]["lint"]["isort"]["known-first-party"], id="ruff"),
        pytest.param(TOOLS["deptry"]["known_first_party"], id="deptry"),
    ],
)
def test_each_tool_sees_every_room(listed: list[str]) -> None:
    assert set(ROOMS) <= set(listed)


def test_each_room_has_its_layer() -> None:
    (rooms,) = (contract for contract in IMPORT_LINTER["contracts"] if contract["id"] == "rooms")

    assert set(ROOMS) <= {layer.strip("()") for layer in rooms["layers"]}


def test_each_dependency_is_explained_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    groups = [*PROJECT["project"]["optional-dependencies"].values(), *PROJECT["dependency-groups"].values()]
    names = {_name(line) for group in [PROJECT["project"]["dependencies"], *groups] for line in group}

    assert [name for name in sorted(names) if f"| {name} |" not in readme] == []


def _name(requirement: str) -> str:
    return requirement.partition(">")[0].partition("[")[0].strip()
