"""Word files that people bring as templates: judged before they are opened, then read and filled in a process apart.

A template is somebody's program. It may hold text, fields, conditions and loops over rows, and nothing else; its
process has little memory and little time.
"""

import base64
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

MOST_PARTS, LARGEST_PART, LARGEST_WHOLE = 2000, 30 * 1024 * 1024, 60 * 1024 * 1024
SQUEEZED = 200  # times smaller than its contents: no picture and no text is
SECONDS = 20
CHILD = Path(__file__).with_name("wordfile_child.py")
WITHIN = re.compile(r"\.(zip|docx?|docm|xlsx?|xlsm|pptx?|7z|rar|gz|bin|ole|exe)$", re.IGNORECASE)
OUTWARD = re.compile(rb'<Relationship\b[^>]*TargetMode\s*=\s*"External"[^>]*>', re.IGNORECASE)
LINK = re.compile(rb'Type\s*=\s*"[^"]*/hyperlink"', re.IGNORECASE)
WEB = re.compile(rb'Target\s*=\s*"(?:https?|mailto|tel):', re.IGNORECASE)
REACHING = re.compile(rb">\s*(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT)\s", re.IGNORECASE)


class BadWordFile(ValueError):
    """The file can't be used as a template; the text says why and what to do."""


@dataclass(frozen=True)
class Mentions:
    """What a template names: fields, each with whether it must be filled, and those of the rows of its loops."""

    fields: Mapping[str, bool]
    loops: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """A document's sections and pictures; `lost` names the kinds of things that pages of ours can't show."""

    sections: list[dict[str, Any]]
    images: Mapping[str, bytes]
    lost: tuple[str, ...] = ()


def check(content: bytes) -> None:
    """Raise `BadWordFile` unless the file is a plain Word document of sane size without macros or ways out."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            _check_parts(file.infolist(), len(content))
            names = set(file.namelist())
            if "word/document.xml" not in names or "[Content_Types].xml" not in names:
                raise BadWordFile(_("This is not a Word document (.docx)."))
            for part in file.infolist():
                if part.filename.endswith((".xml", ".rels")):
                    _check_xml(file, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise BadWordFile(_("This is not a Word document (.docx).")) from error


def _check_parts(parts: list[zipfile.ZipInfo], size: int) -> None:
    whole = sum(part.file_size for part in parts)
    too_large = any(part.file_size > LARGEST_PART for part in parts) or whole > LARGEST_WHOLE
    if len(parts) > MOST_PARTS or too_large or whole > max(size * SQUEEZED, 1024 * 1024):
        raise BadWordFile(_("This file unpacks to far more than it seems to hold, so it was not opened."))
    for part in parts:
        name = part.filename.lower()
        if "vbaproject" in name or "/activex/" in name:
            raise BadWordFile(_("This file holds macros. Save it as a plain Word document (.docx)."))
        if "/embeddings/" in name or WITHIN.search(name):
            raise BadWordFile(
                _("This file holds another file (%(name)s). Take it out.") % {"name": part.filename}
            )
        if ".." in name or name.startswith("/"):
            raise BadWordFile(_("This is not a Word document (.docx)."))


def _check_xml(file: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    with file.open(part) as stream:
        text = stream.read(LARGEST_PART + 1)
    if len(text) > LARGEST_PART:
        raise BadWordFile(_("This file unpacks to far more than it seems to hold, so it was not opened."))
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text or text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise BadWordFile(_("This file defines entities of its own, so it was not opened."))
    if b"macroEnabled" in text:
        raise BadWordFile(_("This file holds macros. Save it as a plain Word document (.docx)."))
    for found in OUTWARD.findall(text):
        if not (LINK.search(found) and WEB.search(found)):
            raise BadWordFile(
                _(
                    "This file fetches something from elsewhere (a linked picture or template). Put it into the file."
                )
            )
    if REACHING.search(text):
        raise BadWordFile(_("This file has a field that reads other files. Take it out."))


@lru_cache(maxsize=64)
def read(content: bytes) -> Mentions:
    """What the template names. Raises `BadWordFile`, also for an instruction that templates may not have."""
    check(content)
    told = _child({"do": "read"}, content)
    return Mentions(told["fields"], told["loops"])


def fill(content: bytes, fields: Mapping[str, str], loops: Mapping[str, list[Mapping[str, str]]]) -> bytes:
    """The document with texts in the places of its fields, and its loops once a row. Raises `BadWordFile`."""
    check(content)
    told = _child({"do": "fill", "fields": fields, "loops": loops}, content)
    return base64.b64decode(told["file"])


def layout(content: bytes) -> Layout:
    """How the document stands on its pages, as plain values for setting it. Raises `BadWordFile`."""
    check(content)
    told = _child({"do": "layout"}, content)
    images = {name: base64.b64decode(held) for name, held in told["images"].items()}
    return Layout(told["sections"], images, tuple(told["lost"]))


@lru_cache(maxsize=64)
def lost(content: bytes) -> tuple[str, ...]:
    """The kinds of things in a document that pages of ours can't show. Raises `BadWordFile`."""
    return layout(content).lost


def _child(asked: dict[str, Any], content: bytes) -> dict[str, Any]:
    """Ask the process apart; it limits itself before it reads."""
    asked["file"] = base64.b64encode(content).decode()
    command = [sys.executable, "-I", str(CHILD)]
    try:
        done = subprocess.run(
            command, input=json.dumps(asked).encode(), capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise BadWordFile(_stopped()) from error
    try:
        told: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise BadWordFile(_stopped()) from error
    if "refused" in told:
        raise BadWordFile(_refusal(told["refused"], told.get("what", "")))
    return told


def _stopped() -> str:
    return _("Filling this template took more time or memory than one document may take, so it was stopped.")


def _refusal(why: str, what: str) -> str:
    texts = {
        "instruction": _("A template may hold fields, “if” and “for … in rows”. It may not hold “%(what)s”."),
        "nested": _("A loop within a loop is not possible in a Word template (%(what)s)."),
        "syntax": _("The template can't be read: %(what)s"),
        "file": _("This is not a Word document (.docx)."),
        "long": _("This document is too long to be set as PDF."),
        "heavy": _stopped(),
    }
    return texts.get(why, texts["syntax"]) % {"what": what[:120]}
