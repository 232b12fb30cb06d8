"""How pages answer: a whole page in the shell, a part of one, a refusal in words, and what the toast says."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string, select_template

from akrab.engine.spec import Spec
from akrab.identity.actor import Actor
from akrab.web import addresses, chrome


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page rather than a browser for the whole."""
    return request.headers.get("HX-Request") == "true" and not request.headers.get("HX-Boosted")


def page(
    request: HttpRequest, by: Actor, names: str | Sequence[str], context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """A whole page: the first of the templates that exists, in the shell."""
    template = select_template([names] if isinstance(names, str) else list(names))
    return HttpResponse(template.render({**chrome.context(request, by), **context}, request), status=status)


def part(
    request: HttpRequest, by: Actor, names: str | Sequence[str], context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """One target of htmx, without the shell."""
    template = select_template([names] if isinstance(names, str) else list(names))
    base = {"by": by, "base": addresses.home(by.workspace), "request": request}
    return HttpResponse(template.render({**base, **context}, request), status=status)


def names_for(spec: Spec, name: str) -> list[str]:
    """A page's template of this object before the generic one."""
    return [f"objects/{spec.name}/{name}.html", f"objects/{name}.html"]


def refusal(request: HttpRequest, status: int, text: str, detail: str = "") -> HttpResponse:
    """A refusal says what happened and what to do: as a toast for a part, as a page otherwise."""
    if is_part(request):
        response = HttpResponse(status=status, headers={"HX-Reswap": "none"})
        return trigger(response, toast={"text": text, "tone": "late"})
    context = {"status": status, "text": text, "detail": detail if detail != text else ""}
    return HttpResponse(render_to_string("error.html", context, request), status=status)


def trigger(response: HttpResponse, **events: Mapping[str, Any]) -> HttpResponse:
    """Add events that the page's scripts hear once the answer is in place."""
    told = json.loads(response.headers.get("HX-Trigger", "{}"))
    told |= {name: {**detail, "target": "body"} for name, detail in events.items()}
    response.headers["HX-Trigger"] = json.dumps(told)
    return response


def instead(response: HttpResponse, target: str, swap: str) -> HttpResponse:
    """Put the answer elsewhere than was asked."""
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = target, swap
    return response


def toast(response: HttpResponse, by: Actor, text: str, **more: Any) -> HttpResponse:
    """Say what was done; with the gesture's actor, with the way to take it back."""
    return trigger(response, toast={"text": text, "undo": addresses.undo(by.workspace, by.operation), **more})


def go(request: HttpRequest, address: str, by: Actor | None = None, said: str = "") -> HttpResponse:
    """Go to another page, where `said` is shown with the way to take back the gesture of `by`."""
    if said:
        undo = addresses.undo(by.workspace, by.operation) if by else ""
        messages.success(request, said, extra_tags=undo)
    if is_part(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponse(status=303, headers={"Location": address})
