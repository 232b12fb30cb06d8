"""Reading what a program sends: strict JSON, with a problem document for whatever can't be read."""

import json
from typing import Any, NoReturn
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _

from akrab.api.problems import Problem
from akrab.engine.errors import Invalid

JSON_TYPES = ("application/json", "application/merge-patch+json")


def read_object(request: HttpRequest, required: bool = True) -> dict[str, Any]:
    """The JSON object a request carries; an absent body is `{}` unless `required`."""
    try:
        body = request.body
    except RequestDataTooBig as error:
        raise Problem("too-large", _("This request is too large.")) from error
    except UnreadablePostError as error:
        raise Problem("malformed", _("The request broke off.")) from error
    if not body and not required:
        return {}
    if not body:
        raise Problem("malformed", _("Send a JSON object, such as {}."))
    if request.content_type not in JSON_TYPES:
        raise Problem("media-type", _("Send JSON, with the header “Content-Type: application/json”."))
    value = read_json(body)
    if not isinstance(value, dict):
        raise Problem("invalid", _("Send a JSON object, such as {}."), errors={})
    return value


def read_json(text: bytes | str) -> Any:
    """The value of a JSON text that our database can keep: no NaN, no NUL, no half characters."""
    try:
        shown = text if isinstance(text, str) else text.decode()
        value = json.loads(shown, parse_constant=_refuse_constant)
        if "\\u" in shown or "\x00" in shown:
            kept = json.dumps(value, ensure_ascii=False).encode()  # half of a surrogate pair can't be encoded
            if b"\\u0000" in kept:
                raise Problem("malformed", _("A NUL character can't be kept."))
    except (ValueError, RecursionError) as error:
        raise Problem("malformed", _("This is not JSON: %(reason)s") % {"reason": _reason(error)}) from error
    return value


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} (line {error.lineno}, column {error.colno})"
    return (
        _("it is nested too deep")
        if isinstance(error, RecursionError)
        else _("it holds what is not text or a number")
    )


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def read_uuid(text: str) -> UUID:
    """The id in an address; one that can't be an id is not found."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Problem("not-found", _("There is no such thing, or you may not see it.")) from error


def read_ids(raw: Any, most: int) -> list[UUID]:
    """A list of ids without doubles; raises `Invalid` under `ids`."""
    message = _("Give a list of 1 to %(most)d ids.") % {"most": most}
    if not isinstance(raw, list) or not 0 < len(raw) <= most:
        raise Invalid({"ids": [message]})
    try:
        return list(dict.fromkeys(UUID(id) for id in raw))
    except (ValueError, TypeError, AttributeError) as error:
        raise Invalid({"ids": [message]}) from error


def read_version(request: HttpRequest) -> int | None:
    """The version that `If-Match` names, as `ETag` gave it; None when there is no condition."""
    raw = request.headers.get("If-Match", "").strip()
    if raw in ("", "*"):
        return None
    text = raw.removeprefix("W/").strip('"')
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Problem("malformed", _('“If-Match” takes the ETag of the record, such as "3".'))
    return int(text)


def require_known(request: HttpRequest, known: tuple[str, ...]) -> None:
    """Refuse parameters that mean nothing here: a misspelt filter must not answer everything."""
    errors: dict[str, list[str]] = {}
    for name, values in request.GET.lists():
        if name not in known:
            errors[name[:60]] = [
                _("There is no such parameter; use: %(known)s.") % {"known": ", ".join(known)}
            ]
        elif any("\x00" in value for value in values):
            errors[name] = [_("A NUL character can't be kept.")]
    if errors:
        raise Invalid(errors)
