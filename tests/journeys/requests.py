"""What clients write into the public form."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.people import Visitor

ANA = {
    "Your name": "Ana Reyes", "Phone": "0917 555 0142", "E-mail": "ana.reyes@mail.example",
    "Address": "27 Scout Limbaga St, Quezon City", "What do you need?": "Window installation",
}  # fmt: skip
QUESTIONS = ("name", "phone", "email", "address", "service")
CALL_BACK = "Call the client back within 15 minutes"


def fill_request(client: Visitor, slug: str, answers: dict[str, str]) -> Page:
    """Fill in the public form, and leave the button to be pressed."""
    page = client.go(f"/f/{slug}-measurement")
    for label, text in answers.items():
        page.get_by_label(label).fill(text)
    return page
