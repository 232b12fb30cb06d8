"""Secrets at rest: texts encrypted with keys that can be rotated, and tokens kept only as their digest."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets as randomness
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_TOKEN_BYTES = 32


class Unreadable(ValueError):
    """None of the keys opens this text: it was changed, or written with a key that is gone."""


class Box:
    """Encrypts and decrypts texts for one purpose; what was written for another purpose stays closed.

    The first key writes, every key reads: put a new key in front, call rotate on what is kept, drop the old.
    Keys are long random texts, never passwords.
    """

    def __init__(self, keys: Sequence[str], purpose: str) -> None:
        if not keys or not all(keys):
            raise ValueError("A box needs at least one key, and no empty one.")
        self._fernet = MultiFernet([Fernet(_derived(key, purpose)) for key in keys])

    def encrypt(self, text: str) -> str:
        """The text closed, as ASCII; the same text looks different each time."""
        return self._fernet.encrypt(text.encode()).decode()

    def decrypt(self, closed: str) -> str:
        """The text that was encrypted. Raises Unreadable."""
        try:
            return self._fernet.decrypt(closed.encode()).decode()
        except InvalidToken as error:
            raise Unreadable("No key opens this text.") from error

    def rotate(self, closed: str) -> str:
        """The same text closed with the first key. Raises Unreadable."""
        try:
            return self._fernet.rotate(closed.encode()).decode()
        except InvalidToken as error:
            raise Unreadable("No key opens this text.") from error


def new_secret(prefix: str = "") -> str:
    """256 fresh random bits for a token, safe in an address; a prefix may say what it opens ("api_…")."""
    return f"{prefix}{randomness.token_urlsafe(_TOKEN_BYTES)}"


def digest(token: str) -> str:
    """What is kept of a token: 64 hexadecimal digits, safe because a token is too long to be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_same(one: str, other: str) -> bool:
    """Whether two texts are equal, in a time that does not tell how far they agree."""
    return hmac.compare_digest(one.encode(), other.encode())


def _derived(key: str, purpose: str) -> bytes:
    """A Fernet key from any text, different for every purpose (HKDF, RFC 5869)."""
    return base64.urlsafe_b64encode(
        HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(key.encode())
    )
