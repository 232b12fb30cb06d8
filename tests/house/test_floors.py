"""The plan of the house holds: arrows point down, also those written as text, and the engine stays small."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
MOST_ENGINE_LINES = 4650  # blank ones not counted
FLOORS = ["lib", "tenancy", "identity", "engine", "features", "web api mcp", "modules", "config"]
MODULES = ["contacts", "activities", "sales"]
MODEL = re.compile(r"([a-z_]+)\.([A-Z]\w+)")
SOURCES = [
    path
    for path in sorted((ROOT / "akrab").rglob("*.py"))
    if not {"migrations", "tests", "config"} & set(path.relative_to(ROOT).parts)
]


def place_of(dotted: str) -> tuple[int, int]:
    """How high a package of ours stands: its floor, and its place among modules that stand on each other."""
    _akrab, floor, *rest = dotted.split(".")
    height = next(number for number, names in enumerate(FLOORS) if floor in names.split())
    return height, MODULES.index(rest[0]) if floor == "modules" and rest else 0


def models_named_in(tree: ast.Module) -> Iterator[str]:
    """The packages of the models that a text such as "sales.Deal" names."""
    packages = {app.label: app.name for app in apps.get_app_configs() if app.name.startswith("akrab.")}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            match = MODEL.fullmatch(node.value)
            if match and match[1] in packages:
                yield packages[match[1]]


def package_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("path", SOURCES, ids=package_of)
def test_a_model_written_as_text_stands_on_the_same_floor_or_below(path: Path) -> None:
    here = package_of(path)
    for there in models_named_in(ast.parse(path.read_text(encoding="utf-8"))):
        assert place_of(there) <= place_of(here), there
        if here.startswith("akrab.features.") and there.startswith("akrab.features."):
            assert here.split(".")[2] == there.split(".")[2], f"abilities do not know each other: {there}"


def test_the_engine_is_small_enough_to_be_read() -> None:
    sources = [path for path in SOURCES if path.is_relative_to(ROOT / "akrab/engine")]
    lines = [
        line for path in sources for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    assert len(lines) <= MOST_ENGINE_LINES


def test_the_engine_names_no_object_of_the_business() -> None:
    """Neither by model nor by word: what it does for deals it does for everything."""
    business = {"deal", "stage", "pipeline", "contact", "company", "task", "visit", "call", "payment"}
    for path in (path for path in SOURCES if path.is_relative_to(ROOT / "akrab/engine")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        said = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        assert not said & business, path.name


def test_every_import_points_down() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--cache-dir", str(ROOT / ".cache/imports")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
