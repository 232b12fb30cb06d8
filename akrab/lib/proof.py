"""Proof of work: a signed challenge that a browser answers by trying numbers, and that costs nothing to check.

The challenge says its subject, its moment and how hard it is; nothing is kept of it until it is answered.
"""

import base64
import hashlib
import hmac
import json
import secrets
from datetime import datetime, timedelta

LONGEST_ANSWER = 20


class Unproven(ValueError):
    """The proof is not good; the word says why: `malformed`, `foreign`, `old` or `unworked`."""


def challenge(secret: str, subject: str, bits: int, now: datetime) -> str:
    """A fresh challenge: find a number so that SHA-256 of `challenge:number` begins with `bits` zero bits."""
    said = json.dumps([subject, int(now.timestamp()), bits, secrets.token_urlsafe(12)])
    body = base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")
    return f"{body}.{_signature(secret, body)}"


def verify(
    secret: str, subject: str, proof: str, now: datetime, lifetime: timedelta, least_bits: int = 0
) -> str:
    """The digest by which this challenge is known, for using it once. Raises `Unproven`.

    `proof` is `challenge:number` as the browser sends it; one of fewer bits than `least_bits` was too easy.
    """
    token, colon, number = proof.rpartition(":")
    body, dot, signature = token.rpartition(".")
    if not (colon and dot and number.isdecimal() and number.isascii() and len(number) <= LONGEST_ANSWER):
        raise Unproven("malformed")
    if not signature.isascii() or not hmac.compare_digest(signature, _signature(secret, body)):
        raise Unproven("foreign")
    about, at, bits, _salt = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    if about != subject:
        raise Unproven("foreign")
    if now.timestamp() - at > lifetime.total_seconds():
        raise Unproven("old")
    if zero_bits(hashlib.sha256(proof.encode()).digest()) < bits or bits < least_bits:
        raise Unproven("unworked")
    return hashlib.sha256(token.encode()).hexdigest()


def zero_bits(digest: bytes) -> int:
    """How many zero bits a digest begins with."""
    return len(digest) * 8 - int.from_bytes(digest).bit_length()


def _signature(secret: str, body: str) -> str:
    """Only what was signed for this purpose counts."""
    key = hashlib.sha256(b"proof of work:" + secret.encode()).digest()
    return hmac.new(key, body.encode(), hashlib.sha256).hexdigest()
