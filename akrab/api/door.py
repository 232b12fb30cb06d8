"""The door itself: every object's router, what belongs to none, the refusals, and the OpenAPI document."""

import logging
from collections.abc import Iterable
from typing import Any, cast

from django.db import DataError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Router, Schema
from ninja.errors import AuthenticationError, ValidationError

from akrab.api import describe, timeline, undo
from akrab.api.bearer import Bearer, unauthorised
from akrab.api.papers import KEY, OVERLAPS, PROBLEM, READING, WRITING, answers, body, paper, refusals
from akrab.api.problems import Problem
from akrab.api.records import Done
from akrab.api.routers import router_of
from akrab.api.shapes import components, ref
from akrab.engine.spec import Spec, spec_of
from akrab.tenancy.deadlocks import begun_again

logger = logging.getLogger(__name__)

ABOUT = """Every object of the product as JSON.

Send `Authorization: Bearer <token>`; a token belongs to one person in one workspace and has their rights.
Values are plain: links and users are ids, money and decimals text, durations seconds, moments UTC.
Every change answers `Akrab-Operation`; `POST /undo/<operation>` takes it back. Refusals are problem
documents.

With `Akrab-Overlaps: refuse` any request that changes something (create, update, a verb, restore, bulk, undo) is
refused as a whole with 409, and nothing is changed, where something it touches needs a person or thing that is taken
at that time. Without it the change is made; `Akrab-Overlaps` in the answer says with how many others the record
overlaps.
"""

TOLD: tuple[type[Schema], ...] = (
    timeline.TimelinePage, describe.ObjectsTold, describe.MembersTold, Done, undo.Undo, undo.Undone,
)  # fmt: skip


class Door(NinjaAPI):
    """The API of some objects."""

    def __init__(self, specs: Iterable[Spec]) -> None:
        self.specs = tuple(specs)
        super().__init__(
            title="Akrab", version="1", description=ABOUT, auth=Bearer(), openapi_url=None, docs_url=None,
            urls_namespace="api", servers=[],
        )  # fmt: skip
        _answer_refusals(self)
        self.add_router("", _router_of_none(), tags=["akrab"])
        for spec in self.specs:
            self.add_router(f"/{spec.plural}", router_of(spec))

    def document(self) -> dict[str, Any]:
        """The OpenAPI document: ninja's, with the schemas of each object as the current workspace has it."""
        said: dict[str, Any] = dict(self.get_openapi_schema(path_prefix="/api/v1/"))
        schemas: dict[str, Any] = {"Problem": PROBLEM}
        for shape in TOLD:
            schemas |= _model_schemas(shape)
        for spec in self.specs:
            schemas |= components(spec_of(spec.model))
        said["components"]["responses"] = refusals()
        said["components"]["schemas"] = dict(sorted((said["components"]["schemas"] | schemas).items()))
        return said


def _model_schemas(shape: type[Schema]) -> dict[str, Any]:
    made = shape.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**made.pop("$defs", {}), shape.__name__: made}


def _router_of_none() -> Router:
    """The addresses that belong to no object."""
    router = Router()

    def add(method: str, path: str, view: Any, name: str, says: str, told: dict[str, Any]) -> None:
        router.add_api_operation(
            path,
            [method],
            begun_again(view),
            operation_id=name,
            summary=says,
            response={200: None},
            openapi_extra=told,
        )

    add("GET", "/objects", describe.list_objects, "list_objects", "Describe all objects",
        paper(answers(200, ref("ObjectsTold"), READING)))  # fmt: skip
    add("GET", "/members", describe.list_members, "list_members", "List the members",
        paper(answers(200, ref("MembersTold"), READING)))  # fmt: skip
    add("POST", "/undo/{operation}", undo.undo_operation, "undo_operation", "Take back an operation",
        paper(answers(200, ref("Undone"), WRITING, "Akrab-Operation"), body(ref("Undo"), required=False), KEY, OVERLAPS)
    )  # fmt: skip
    return router


def _answer_refusals(door: Door) -> None:
    """What is raised anywhere behind the door leaves it as a problem document."""
    door.add_exception_handler(Problem, _answer_problem)
    door.add_exception_handler(AuthenticationError, lambda request, error: unauthorised().response())
    door.add_exception_handler(ValidationError, _refuse_parameters)
    door.add_exception_handler(Http404, lambda request, error: Problem("not-found").response())
    door.add_exception_handler(DataError, _refuse_value)
    door.add_exception_handler(OperationalError, _ask_again)
    door.add_exception_handler(Exception, _apologise)


def _answer_problem(request: HttpRequest, problem: Any) -> HttpResponse:
    return cast(Problem, problem).response()


def _refuse_parameters(request: HttpRequest, error: Any) -> HttpResponse:
    errors: dict[str, list[str]] = {}
    for one in cast(ValidationError, error).errors:
        errors.setdefault(str(one["loc"][-1]), []).append(str(one["msg"]))
    return Problem("invalid", _("Some parameters can't be used: see “errors”."), errors=errors).response()


def _refuse_value(request: HttpRequest, error: Any) -> HttpResponse:
    _log("a value reached the database that it can't keep", request, error)
    return Problem("invalid", _("A value is beyond what can be kept."), errors={}).response()


def _ask_again(request: HttpRequest, error: Any) -> HttpResponse:
    _log("the database did not answer", request, error)
    return Problem("busy", headers={"Retry-After": "1"}).response()


def _apologise(request: HttpRequest, error: Any) -> HttpResponse:
    _log("no answer", request, error)
    return Problem("failed").response()


def _log(what: str, request: HttpRequest, error: Exception) -> None:
    """With what led to it, and without the values of the request."""
    logger.error("%s: %s %s", what, request.method, request.path, exc_info=error)
