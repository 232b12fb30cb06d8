"""What the window company writes: its details, its payment document and its form."""

from typing import Any

COMPANY: dict[str, Any] = {
    "name": "Windows Installation Co.",
    "address": {"line1": "118 Kamuning Road", "city": "Quezon City", "postcode": "1103", "country": "PH"},
    "email": "office@windows.example",
    "phone": "+63 2 8555 0118",
    "tax_id": "TIN 009-118-330-000",
    "payment_details": "Bank of Luzon, account 0042-1180-77, Windows Installation Co. "
    "Reference: the document's number.",
}

PAYMENT_NUMBERS: dict[str, Any] = {"name": "Payment documents", "pattern": "PD-{number:4}"}

PAYMENT_DOCUMENT: dict[str, Any] = {"name": "Payment document", "object": "deal"}

PAYMENT_DESIGN: dict[str, Any] = {
    "variants": {
        "": {
            "title": "Payment document",
            "blocks": [
                {"id": "head", "kind": "letterhead"},
                {"id": "opening", "kind": "opening", "recipient": "{contact.name}\n{contact.address}"},
                {
                    "id": "greeting",
                    "kind": "text",
                    "text": "Dear {contact.name}, thank you for your order. Please pay the amount below.",
                },
                {
                    "id": "facts",
                    "kind": "facts",
                    "rows": [
                        {"label": "Client", "value": "{contact.name}"},
                        {"label": "Address", "value": "{contact.address}"},
                        {"label": "Service", "value": "{service}"},
                        {"label": "Amount", "value": "{amount}"},
                    ],
                },
                {"id": "lines", "kind": "table", "object": "line"},
                {
                    "id": "payment",
                    "kind": "facts",
                    "rows": [{"label": "Payment details", "value": "{company.payment_details}"}],
                },
                {
                    "id": "closing",
                    "kind": "text",
                    "text": "We install as soon as your payment has arrived.",
                },
            ],
        }
    }
}

FORM: dict[str, Any] = {
    "name": "Request a measurement",
    "intro": "Tell us where the windows are. We call you back within 15 minutes.",
    "object": "deal",
    "thanks": "Thank you. We call you back within 15 minutes.",
}

DEFINITION: dict[str, Any] = {
    "questions": [
        {"name": "name", "label": "Your name", "path": "contact.name", "required": True},
        {"name": "phone", "label": "Phone", "path": "contact.phones", "required": True},
        {"name": "email", "label": "E-mail", "path": "contact.emails"},
        {"name": "address", "label": "Address", "path": "contact.address"},
        {"name": "service", "label": "What do you need?", "path": "service", "required": True},
    ],
    "guard": {"origins": ["*"]},
}
