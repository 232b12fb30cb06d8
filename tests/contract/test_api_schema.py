"""schemathesis: requests made up from the OpenAPI document never break the door, and the answers are as documented."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis import checks as general
from schemathesis.specs.openapi import checks as documented

from akrab.engine.registry import get_object
from akrab.engine.spec import Spec
from tests.cast import Cast
from tests.contract.asking import every_object, made

FEW, MANY = 1, 8
CHECKS: list[Any] = [
    general.not_a_server_error,
    documented.status_code_conformance,
    documented.content_type_conformance,
    documented.response_headers_conformance,
    documented.response_schema_conformance,
]


@pytest.fixture
def schema(db: None) -> Iterator[Any]:
    """The document as it is served; requests keep the connection, in whose transaction the test runs."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/openapi.json", get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@every_object
def test_answers_are_as_documented(cast: Cast, spec: Spec, schema: Any) -> None:
    _try_all(schema, f"^/api/v1/{spec.plural}(/|$)", cast, {"id": str(made(cast, spec).pk)}, FEW)


def test_many_made_up_requests_are_answered_as_documented(cast: Cast, schema: Any) -> None:
    specimen = made(cast, get_object("specimen"))
    _try_all(schema, "^/api/v1/specimens(/|$)", cast, {"id": str(specimen.pk)}, MANY)
    _try_all(schema, "^/api/v1/(objects|members|undo)", cast, {}, MANY)


def _try_all(schema: Any, paths: str, cast: Cast, known: dict[str, str], examples: int) -> None:
    """Send valid and invalid requests to every matching operation, to a known record and to made-up ones."""
    for found in schema.include(path_regex=paths).get_all_operations():
        operation = found.ok()
        fixed = {name: value for name, value in known.items() if f"{{{name}}}" in operation.path}
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            try:
                _try(operation.as_strategy(mode, path_parameters=fixed or None), cast, examples)
            except schemathesis.errors.InvalidSchema as error:  # nothing about this operation can be wrong
                assert mode is GenerationMode.NEGATIVE, error  # noqa: PT017


def _try(strategy: Any, cast: Cast, examples: int) -> None:
    @given(case=strategy)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def send(case: Any) -> None:
        case.call_and_validate(
            headers={"Authorization": f"Bearer {cast.alice.token}", "Accept-Encoding": "identity"},
            checks=CHECKS,
        )

    send()
