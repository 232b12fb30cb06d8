"""What a program needs to know of a form: a JSON schema of the answers it may send."""

from typing import Any

from akrab.features.forms.models import Form
from akrab.features.forms.questions import HEADS, Asked, Step, options_of, questions_of


def schema_of(form: Form, language: str) -> dict[str, Any]:
    """The form's answers as JSON schema, in one language; runs inside the form's workspace."""
    questions = questions_of(form)
    asked = [one for one in questions.asked if one.question.kind not in (*HEADS, "file")]
    always = [one.name for one in asked if one.required and not one.question.show]
    pages = [_page(step, language) for step in questions.steps()]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": form.name,
        "type": "object",
        "properties": {one.name: _property(one, language) for one in asked}
        | {"submission_key": {"type": "string", "maxLength": 120, "description": "Makes a retry harmless."}},
        "required": always,
    } | ({"x-steps": pages} if len(pages) > 1 else {})


def _page(step: Step, language: str) -> dict[str, Any]:
    """One page of the form as people see it: its heading, and what is asked there."""
    said: dict[str, Any] = {"title": step.begins.words(language).label if step.begins else ""}
    said["properties"] = [one.name for one in step.asked if one.question.kind not in (*HEADS, "file")]
    if step.begins and step.begins.show:
        said["x-shown-when"] = step.begins.show
    return said


def _property(one: Asked, language: str) -> dict[str, Any]:
    words = one.question.words(language)
    said: dict[str, Any] = {"type": "string", "title": words.label or one.name}
    if words.help or words.text:
        said["description"] = words.text or words.help
    if one.question.kind == "consent" or (one.field and one.field.type.name == "boolean"):
        return said | {"enum": ["1", ""]}
    if one.question.show:
        said["x-shown-when"] = one.question.show
    options = options_of(one, language, with_retired=False)
    if options and one.is_several:
        each = {"oneOf": [{"const": value, "title": label} for value, label in options]}
        return said | {"type": "array", "uniqueItems": True, "items": each}
    if options:
        return said | {"oneOf": [{"const": value, "title": label} for value, label in options]}
    if one.field is not None and one.field.max_length:
        said["maxLength"] = one.field.max_length
    return said
