"""The house rules that a machine can read: sizes, names, first lines, and where things point."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path
    for folder in ("akrab", "tests")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
LONGEST_FILE = 400
LONGEST_FUNCTION = 40
LONGEST_TEST = 60
NAMELESS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "core",
    "manager",
    "managers",
    "service",
    "services",
    "handler",
    "handlers",
    "processor",
    "data",
    "info",
    "impl",
    "v2",
    "extras",
}
FLOORS = {"lib": 0, "tenancy": 1, "identity": 2, "engine": 3, "features": 4, "web": 5, "api": 5, "mcp": 5}
FLOORS |= {"modules": 6, "config": 7}
DOTTED = re.compile(r"^akrab\.([a-z]+)(?:\.[a-z_A-Z]+)+$")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions_of(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    has_docstring = ast.get_docstring(function) is not None
    first = function.body[1] if has_docstring and len(function.body) > 1 else function.body[0]
    return (function.end_lineno or 0) - min(first.lineno, function.end_lineno or 0) + 1


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_source_file_keeps_the_house_rules(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    faults = []
    if len(text.splitlines()) > LONGEST_FILE:
        faults.append(f"{len(text.splitlines())} lines: past {LONGEST_FILE} it becomes a folder")
    if path.stem in NAMELESS or path.parent.name in NAMELESS:
        faults.append("its name says nothing")
    if text.strip() and ast.get_docstring(tree) is None:
        faults.append("its first line does not say what it is about")
    longest = LONGEST_TEST if "tests" in path.parts else LONGEST_FUNCTION
    faults += [
        f"{function.name} has {length_of(function)} lines, more than {longest}"
        for function in functions_of(tree)
        if length_of(function) > longest
    ]
    assert faults == []


def strings_that_name_code(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            match = DOTTED.match(node.value)
            if match and match.group(1) in FLOORS:
                yield node.value


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if path.is_relative_to(ROOT / "akrab") and "tests" not in path.parts],
    ids=name_of,
)
def test_a_name_written_as_text_points_down_too(path: Path) -> None:
    floor = FLOORS.get(path.relative_to(ROOT / "akrab").parts[0], len(FLOORS))
    named = strings_that_name_code(ast.parse(path.read_text(encoding="utf-8")))
    assert [name for name in named if FLOORS[name.split(".")[1]] > floor] == []
