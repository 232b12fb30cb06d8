"""What a program needs to know of a form: a JSON schema of the answers it may send."""

from typing import Any

from akrab.features.forms.models import Form
from akrab.features.forms.questions import Asked, options_of, questions_of


def schema_of(form: Form, language: str) -> dict[str, Any]:
    """The form's answers as JSON schema, in one language; runs inside the form's workspace."""
    asked = [one for one in questions_of(form).asked if one.question.kind not in ("section", "file")]
    always = [one.name for one in asked if one.required and not one.question.show]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": form.name,
        "type": "object",
        "properties": {one.name: _property(one, language) for one in asked}
        | {"submission_key": {"type": "string", "maxLength": 120, "description": "Makes a retry harmless."}},
        "required": always,
    }


def _property(one: Asked, language: str) -> dict[str, Any]:
    words = one.question.words(language)
    said: dict[str, Any] = {"type": "string", "title": words.label or one.name}
    if words.help or words.text:
        said["description"] = words.text or words.help
    if one.question.kind == "consent" or (one.field and one.field.type.name == "boolean"):
        return said | {"enum": ["1", ""]}
    options = options_of(one, language, with_retired=False)
    if options:
        return said | {"oneOf": [{"const": value, "title": label} for value, label in options]}
    if one.field is not None and one.field.max_length:
        said["maxLength"] = one.field.max_length
    if one.question.show:
        said["x-shown-when"] = one.question.show
    return said
