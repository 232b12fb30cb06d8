"""Reads, fills and lays out one Word file, a program of its own: `python -I wordfile_child.py`, JSON in and JSON out.

It knows nothing of the product, gives itself little memory and time before it reads, and lets through only the few
instructions that a template may have.
"""

import base64
import io
import json
import resource
import sys
from pathlib import Path
from typing import Any

MEMORY, CPU_SECONDS, LARGEST = 1024 * 1024 * 1024, 10, 40 * 1024 * 1024


def limit() -> None:
    """Take from this process what a document does not need."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST, LARGEST))


limit()

sys.path.insert(0, str(Path(__file__).parents[2]))
import docx  # noqa: E402
import docxtpl  # noqa: E402
from jinja2 import nodes  # noqa: E402
from jinja2.exceptions import TemplateError  # noqa: E402
from jinja2.sandbox import SandboxedEnvironment  # noqa: E402

from akrab.lib.wordlayout import images, reading  # noqa: E402

ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Name, nodes.Getattr, nodes.Const,
    nodes.Filter, nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand, nodes.CondExpr,
)  # fmt: skip
FILTERS = ("default", "d", "upper", "lower", "title", "capitalize", "trim")
LOOP = ("index", "index0", "first", "last", "length")


class Refused(Exception):
    """The template holds what it may not; `why` is a word, `what` the place."""

    def __init__(self, why: str, what: str) -> None:
        super().__init__(what)
        self.why, self.what = why, what


class Mentioned:
    """What the parts of a template name, gathered from their syntax trees."""

    def __init__(self) -> None:
        self.fields: dict[str, bool] = {}
        self.loops: dict[str, dict[str, bool]] = {}
        self.asked: set[tuple[str, str]] = set()

    def see(self, tree: nodes.Template) -> None:
        for node in tree.find_all(nodes.Node):
            _require_allowed(node)
        self._walk(tree, {}, needed=False)

    def _walk(self, node: nodes.Node, rows: dict[str, str], needed: bool) -> None:
        if isinstance(node, nodes.Getattr | nodes.Name):
            self._name(_path(node), rows, needed)
        elif isinstance(node, nodes.For):
            self._loop(node, rows)
        elif isinstance(node, nodes.If):
            for part in (node.test, *node.test.find_all((nodes.Getattr, nodes.Name))):
                if isinstance(part, nodes.Getattr | nodes.Name):
                    self._ask(_path(part), rows)
            for child in node.iter_child_nodes():
                self._walk(child, rows, needed=False)
        else:
            is_shown = isinstance(node, nodes.Output)
            for child in node.iter_child_nodes():
                self._walk(child, rows, needed=is_shown and isinstance(child, nodes.Getattr | nodes.Name))

    def _loop(self, node: nodes.For, rows: dict[str, str]) -> None:
        if rows:
            raise Refused("nested", getattr(node.iter, "name", ""))
        if not isinstance(node.iter, nodes.Name) or not isinstance(node.target, nodes.Name):
            raise Refused("instruction", "for")
        if node.test is not None or node.recursive:
            raise Refused("instruction", "for … if")
        self.loops.setdefault(node.iter.name, {})
        for part in (*node.body, *node.else_):
            self._walk(part, {node.target.name: node.iter.name}, needed=False)

    def _ask(self, path: str, rows: dict[str, str]) -> None:
        first, _dot, rest = path.partition(".")
        self.asked.add((rows.get(first, ""), rest if first in rows else path))

    def _name(self, path: str, rows: dict[str, str], needed: bool) -> None:
        first, _dot, rest = path.partition(".")
        if first == "loop":
            if rest not in LOOP:
                raise Refused("instruction", path)
            return
        held, name = (self.loops[rows[first]], rest) if first in rows else (self.fields, path)
        if name:
            held[name] = held.get(name, False) or needed

    def told(self) -> dict[str, Any]:
        """What is asked by an “if” need not be filled."""
        fields = {name: needed and ("", name) not in self.asked for name, needed in self.fields.items()}
        loops = {
            rows: {name: needed and (rows, name) not in self.asked for name, needed in said.items()}
            for rows, said in self.loops.items()
        }
        return {"fields": {name: one for name, one in fields.items() if name not in loops}, "loops": loops}


def _require_allowed(node: nodes.Node) -> None:
    if not isinstance(node, ALLOWED) or (isinstance(node, nodes.Filter) and node.name not in FILTERS):
        name = getattr(node, "name", "") if isinstance(node, nodes.Filter) else type(node).__name__.lower()
        raise Refused("instruction", str(name))
    if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
        raise Refused("instruction", node.attr)
    if isinstance(node, nodes.Name) and node.name.startswith("_"):
        raise Refused("instruction", node.name)


def _path(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    raise Refused("instruction", type(node).__name__.lower())


class Guarded(SandboxedEnvironment):
    """A sandbox that compiles nothing but what `Mentioned` lets through."""

    def __init__(self, only_read: bool) -> None:
        super().__init__(autoescape=True)
        self.globals.clear()
        self.only_read = only_read
        self.mentioned = Mentioned()

    def from_string(self, source: Any, *args: Any, **named: Any) -> Any:
        self.mentioned.see(self.parse(source))
        if self.only_read:
            return super().from_string("")
        return super().from_string(source, *args, **named)


class Said:
    """A value that is also the way to further ones: `contact`, and `contact.name`."""

    def __init__(self) -> None:
        self.text = ""
        self.parts: dict[str, Said] = {}

    def __getattr__(self, name: str) -> "Said":
        if name.startswith("_"):
            raise AttributeError(name)
        return self.parts.get(name) or Said()

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)

    def __eq__(self, other: object) -> bool:
        return self.text == str(other)

    def __hash__(self) -> int:
        return hash(self.text)

    def put(self, path: str, text: str) -> None:
        first, _dot, rest = path.partition(".")
        part = self.parts.setdefault(first, Said())
        if rest:
            part.put(rest, text)
        else:
            part.text = text


def tree(fields: dict[str, str]) -> Said:
    """Texts by path as values that lead to each other."""
    said = Said()
    for path, text in fields.items():
        said.put(path, text)
    return said


def run(asked: dict[str, Any]) -> dict[str, Any]:
    """Do what is asked; raises `Refused`."""
    if asked["do"] == "layout":
        return reading.read(docx.Document(io.BytesIO(base64.b64decode(asked["file"]))))
    template = docxtpl.DocxTemplate(io.BytesIO(base64.b64decode(asked["file"])))
    environment = Guarded(asked["do"] == "read")
    if asked["do"] == "read":
        _see_all(template, environment)
        return environment.mentioned.told()
    context: dict[str, Any] = dict(tree(asked["fields"]).parts)
    context |= {name: [tree(row) for row in rows] for name, rows in asked["loops"].items()}
    template.render(context, environment, autoescape=True)
    made = io.BytesIO()
    template.save(made)
    return {"file": base64.b64encode(made.getvalue()).decode()}


def _see_all(template: Any, environment: Guarded) -> None:
    """Show every part that would be rendered to the environment, without rendering."""
    template.render_init()
    environment.from_string(template.patch_xml(template.get_xml()))
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _key, part in template.get_headers_footers(uri):
            environment.from_string(template.patch_xml(template.get_part_xml(part)))
    template.render_properties({}, environment)
    template.render_footnotes({}, environment)


def main() -> None:
    """Answer one question."""
    try:
        told = run(json.loads(sys.stdin.buffer.read()))
    except Refused as refused:
        told = {"refused": refused.why, "what": refused.what}
    except reading.TooLong:
        told = {"refused": "long"}
    except images.TooHeavy:
        told = {"refused": "heavy"}
    except TemplateError as error:
        told = {"refused": "syntax", "what": str(error)}
    except (KeyError, ValueError, OSError):
        told = {"refused": "file"}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
