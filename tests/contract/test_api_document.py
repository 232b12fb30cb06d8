"""The OpenAPI document: a golden file for the product's objects, and true to what is answered."""

import json
from collections.abc import Callable

from django.test import Client
from django.utils import translation

from akrab.api.door import Door
from akrab.engine.registry import objects


def test_the_document_is_the_one_we_published(golden: Callable[[str, str], None]) -> None:
    product = [spec for spec in objects().values() if spec.model.__module__.startswith("akrab.")]
    with translation.override("en"):
        document = Door(product).document()
    golden("openapi.json", json.dumps(document, indent=1, ensure_ascii=False, default=str) + "\n")


def test_every_reference_of_the_document_is_defined() -> None:
    document = Door(objects().values()).document()
    text = json.dumps(document, default=str)
    used = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert used <= set(document["components"]["schemas"])
    names = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert len(names) == len(set(names))


def test_the_document_and_its_page_are_open_and_strict(client: Client, db: None) -> None:
    for path in ("/openapi.json", "/api/v1/openapi.json"):
        assert client.get(path).json()["openapi"] == "3.1.0"
    page = client.get("/docs")
    assert page.status_code == 200
    text = page.content.decode()
    for spec in objects().values():
        assert f'id="{spec.plural}"' in text
    for forbidden in ("<script", "style=", "onclick", "<style"):
        assert forbidden not in text
