"""The product can be installed as an app, and says so itself when there is no line."""

import json

import pytest
from django.test import Client

from akrab.config import static

pytestmark = pytest.mark.django_db


def test_the_manifest_names_a_start_and_icons_that_are_there() -> None:
    answer = Client().get("/manifest.webmanifest")
    said = json.loads(answer.content)
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert (said["start_url"], said["display"]) == ("/", "standalone")
    assert {icon["sizes"] for icon in said["icons"]} == {"192x192", "512x512"}
    assert "maskable" in {icon["purpose"] for icon in said["icons"]}
    for icon in said["icons"]:
        body = (static.BUNDLE / icon["src"].rpartition("/")[2]).read_bytes()
        width = int.from_bytes(body[16:20])
        assert body.startswith(b"\x89PNG")
        assert f"{width}x{width}" == icon["sizes"]


def test_the_sign_in_page_leads_to_the_manifest() -> None:
    page = Client().get("/accounts/login/").content.decode()
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page
    assert 'rel="apple-touch-icon"' in page


def test_the_script_for_no_line_keeps_one_page_with_its_parts() -> None:
    script = Client().get("/sw.js")
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert script.headers["Cache-Control"] == "no-cache"
    assert '"/offline"' in script.content.decode()
    assert Client().get("/offline").status_code == 200


def test_the_page_for_no_line_says_it_in_the_readers_language() -> None:
    assert "No connection" in Client().get("/offline").content.decode()
    assert 'lang="vi"' in Client(headers={"Accept-Language": "vi"}).get("/offline").content.decode()
