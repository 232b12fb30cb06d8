"""Templates hold nothing that our Content-Security-Policy refuses: the browser would say so to nobody."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(path for path in (ROOT / "akrab").rglob("*.html") if "templates" in path.parts)

FORBIDDEN = {
    "hx-on: write the listener in frontend/": re.compile(r"\bhx-on[:\s=-]"),
    "js: in hx-vals or hx-headers is code": re.compile(
        r"""\bhx-(?:vals|headers)[:\w]*\s*=\s*["']\s*(?:js|javascript):""", re.IGNORECASE
    ),
    "a filter in hx-trigger is code": re.compile(r"""\bhx-trigger[:\w]*\s*=\s*["'][^"']*\["""),
    "style=: use a class": re.compile(r"""<[^>]*\sstyle\s*=\s*["']""", re.IGNORECASE),
    "<style>: it belongs into frontend/": re.compile(r"<style\b", re.IGNORECASE),
    "an inline script (only src=, or data of type application/json)": re.compile(
        r"""<script\b(?![^>]*\b(?:src\s*=|type\s*=\s*["'](?:application|text)/(?:\w+\+)?json["']))""",
        re.IGNORECASE,
    ),
    "an on…= attribute is code": re.compile(r"""<[^>]*\son[a-z]+\s*=\s*["']""", re.IGNORECASE),
    "a javascript: address": re.compile(r"""(?:href|action|src)\s*=\s*["']\s*javascript:""", re.IGNORECASE),
    "a resource of another host": re.compile(
        r"""<(?:script|link|img|iframe)\b[^>]*(?:src|href)\s*=\s*["']https?://""", re.IGNORECASE
    ),
}


def faults_in(text: str) -> list[str]:
    """What the policy would refuse in a template."""
    plain = re.sub(r"\{#.*?#\}|\{%\s*comment\b.*?endcomment\s*%\}", "", text, flags=re.DOTALL)
    return [fault for fault, pattern in FORBIDDEN.items() if pattern.search(plain)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "akrab")))
def test_a_template_holds_nothing_that_the_policy_refuses(path: Path) -> None:
    assert faults_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        '<a hx-on:click="go()">',
        """<a hx-vals='js:{a: 1}'>""",
        '<a hx-trigger="click[ctrlKey]">',
        '<p style="color: red">',
        "<style>p{}</style>",
        "<script>go()</script>",
        '<script type="module">go()</script>',
        '<button onclick="go()">',
        '<a href="javascript:go()">',
        '<script src="https://example.com/a.js"></script>',
    ],
)
def test_the_check_finds(text: str) -> None:
    assert len(faults_in(text)) >= 1


@pytest.mark.parametrize(
    "text",
    [
        '<script type="module" src="{% asset "app.js" %}"></script>',
        '<script type="application/json" id="chart">{}</script>',
        '<a hx-get="/x" hx-trigger="input changed delay:200ms">',
        """<a hx-vals='{"a": 1}'>""",
        '{# style="" would be refused #}<p>',
        '<button @click="open = !open">',
    ],
)
def test_the_check_lets_pass(text: str) -> None:
    assert faults_in(text) == []
