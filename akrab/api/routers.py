"""One router per object, made from its description: the same verbs at the same addresses for each."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router

from akrab.api import files, records, timeline
from akrab.api.overlaps import HEADER, can_overlap
from akrab.api.papers import IF_MATCH, KEY, OVERLAPS, READING, WRITING, answers, body, paper, problem
from akrab.api.shapes import action_schema, name_of, ref
from akrab.engine.actions import Action, actions_of
from akrab.engine.spec import Spec
from akrab.features.files.models import File
from akrab.tenancy.deadlocks import begun_again

View = Callable[..., HttpResponseBase]

WRITTEN = ("ETag", "Akrab-Operation")


def _written(spec: Spec) -> tuple[str, ...]:
    """The headers of an answer that tells a changed record."""
    return (*WRITTEN, HEADER) if spec.booked else WRITTEN


def _asked(spec: Spec, *parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """The headers that a change of an object takes."""
    return [*parameters, OVERLAPS] if can_overlap(spec) else list(parameters)


def router_of(spec: Spec) -> Router:
    """Every address of one object."""
    router = Router(tags=[spec.plural])
    _add_rows(router, spec)
    _add_record(router, spec)
    _add_verbs(router, spec)
    if spec.model is File:
        gone = {code: problem(code) for code in READING}
        told = paper({200: {"description": "OK", "content": {"*/*": {}}}} | gone)
        _add(router, "GET", "/{id}/contents", files.download, "download_file", "Download a file", 200, told)
    return router


def _add(
    router: Router,
    method: str,
    path: str,
    view: View,
    name: str,
    says: str,
    status: int,
    told: dict[str, Any],
) -> None:
    router.add_api_operation(
        path, [method], begun_again(view), operation_id=name, summary=says, response={status: None}, openapi_extra=told,
    )  # fmt: skip


def _add_rows(router: Router, spec: Spec) -> None:
    name = name_of(spec)

    def rows(request: HttpRequest, asked: Query[records.Asked]) -> HttpResponse:
        return records.list_records(spec, request, asked)

    def create(request: HttpRequest) -> HttpResponseBase:
        return (
            files.upload(spec, request)
            if files.is_upload(spec, request)
            else records.create_record(spec, request)
        )

    def many(request: HttpRequest) -> HttpResponse:
        return records.bulk(spec, request)

    told = paper(answers(200, ref(f"{name}Page"), READING))
    _add(router, "GET", "", rows, f"list_{spec.plural}", f"List {spec.label_plural}", 200, told)
    made = answers(201, ref(name), WRITING, *_written(spec), "Location")
    told = paper(made, body(ref(f"{name}Input")), *_asked(spec, KEY))
    if spec.model is File:
        told["requestBody"]["content"][files.MULTIPART] = {"schema": files.FORM}
    _add(router, "POST", "", create, f"create_{spec.name}", f"Create {spec.label}", 201, told)
    told = paper(
        answers(200, ref("Done"), WRITING, "Akrab-Operation"), body(ref(f"{name}Bulk")), *_asked(spec, KEY)
    )
    _add(router, "POST", "/bulk", many, f"bulk_{spec.plural}", f"Change many {spec.label_plural}", 200, told)


def _add_record(router: Router, spec: Spec) -> None:
    name = name_of(spec)

    def read(request: HttpRequest, id: str, fields: str = "") -> HttpResponse:
        return records.read_record(spec, request, id, fields)

    def update(request: HttpRequest, id: str) -> HttpResponse:
        return records.update_record(spec, request, id)

    def delete(request: HttpRequest, id: str) -> HttpResponse:
        return records.delete_record(spec, request, id)

    told = paper(answers(200, ref(name), READING, "ETag"))
    _add(router, "GET", "/{id}", read, f"read_{spec.name}", f"Read {spec.label}", 200, told)
    told = paper(
        answers(200, ref(name), WRITING, *_written(spec)), body(ref(f"{name}Patch")), *_asked(spec, IF_MATCH)
    )
    _add(router, "PATCH", "/{id}", update, f"update_{spec.name}", f"Change {spec.label}", 200, told)
    told = paper(answers(204, None, (401, 403, 404, 409, 422, 503), "Akrab-Operation"))
    _add(router, "DELETE", "/{id}", delete, f"delete_{spec.name}", f"Delete {spec.label}", 204, told)


def _add_verbs(router: Router, spec: Spec) -> None:
    name = name_of(spec)

    def told_of(request: HttpRequest, id: str, asked: Query[timeline.Asked]) -> HttpResponse:
        return timeline.read_timeline(spec, request, id, asked)

    def restore(request: HttpRequest, id: str) -> HttpResponse:
        return records.restore_record(spec, request, id)

    told = paper(answers(200, ref("TimelinePage"), READING))
    _add(
        router,
        "GET",
        "/{id}/timeline",
        told_of,
        f"timeline_of_{spec.name}",
        f"Timeline of {spec.label}",
        200,
        told,
    )
    told = paper(answers(200, ref(name), WRITING, *_written(spec)), None, *_asked(spec, KEY))
    _add(router, "POST", "/{id}/restore", restore, f"restore_{spec.name}", f"Restore {spec.label}", 200, told)
    for action in actions_of(spec.model).values():
        _add_action(router, spec, action)


def _add_action(router: Router, spec: Spec, action: Action) -> None:
    def perform(request: HttpRequest, id: str) -> HttpResponse:
        return records.perform(spec, action, request, id)

    takes = action_schema(action)
    told = paper(
        answers(200, ref(name_of(spec)), WRITING, *_written(spec)),
        body(takes, bool(takes.get("required"))),
        *_asked(spec, KEY),
    )
    says = f"{spec.label}: {action.label}"
    _add(router, "POST", f"/{{id}}/{action.name}", perform, f"{spec.name}_{action.name}", says, 200, told)
