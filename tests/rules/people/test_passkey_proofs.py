"""What browsers answer about passkeys: only what is right in every byte is taken."""

import json
from dataclasses import replace
from typing import Any

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.authenticator import (
    HAS_CREDENTIAL,
    PRESENT,
    VERIFIED,
    Authenticator,
    decode,
    encode,
)

from learning.rules.people.passkey_options import make_registration_options, make_sign_in_options
from learning.rules.people.passkey_proofs import (
    PasskeyProof,
    PasskeyRegistration,
    read_client_data,
    verify_proof,
    verify_registration,
)
from learning.rules.people.passkeys import is_copied, keep_known_transports, make_user_handle
from learning.rules.people.relying_party import RelyingParty

PARTY = RelyingParty("hero.test", "https://hero.test")
CHALLENGE = bytes(range(32))
HANDLE = make_user_handle("secret", 7)
NEW = make_registration_options(PARTY, CHALLENGE, HANDLE, "mary-hill", "Mary Hill", [])
SIGN_IN = make_sign_in_options(PARTY, CHALLENGE)


def read_registration(body: dict[str, Any]) -> PasskeyRegistration:
    return PasskeyRegistration(
        decode(body["credential_id"]), decode(body["client_data"]), decode(body["attestation"])
    )


def read_proof(body: dict[str, Any]) -> PasskeyProof:
    names = ("credential_id", "client_data", "authenticator_data", "signature", "user_handle")
    return PasskeyProof(*(decode(body[name]) for name in names))


DEVICE = Authenticator()
REGISTRATION = read_registration(DEVICE.make(NEW))
PROOF = read_proof(DEVICE.sign(SIGN_IN))


def read_public_key() -> bytes:
    verified = verify_registration(REGISTRATION, CHALLENGE, PARTY)
    assert verified is not None
    return verified.credential_public_key


PUBLIC_KEY = read_public_key()


def test_what_a_browser_is_asked_demands_a_check_of_the_person() -> None:
    chosen = NEW["authenticatorSelection"]
    assert chosen["residentKey"] == chosen["userVerification"] == "required"
    assert NEW["attestation"] == "none"
    assert NEW["rp"] == {"name": "Herobreak", "id": "hero.test"}
    assert decode(NEW["user"]["id"]) == HANDLE
    assert b"mary" not in HANDLE
    assert SIGN_IN["userVerification"] == "required"
    assert SIGN_IN["allowCredentials"] == []
    assert SIGN_IN["rpId"] == "hero.test"


def test_a_right_proof_is_taken() -> None:
    verified = verify_proof(PROOF, CHALLENGE, PARTY, PUBLIC_KEY)
    assert verified is not None
    assert (verified.new_sign_count, verified.user_verified) == (1, True)
    read = read_client_data(PROOF.client_data)
    assert read is not None
    assert (read.challenge, read.origin) == (CHALLENGE, PARTY.origin)


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://evil.test"},
        {"origin": "https://hero.test.evil.test"},
        {"origin": "http://hero.test"},
        {"party": "evil.test"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"flags": 0},
    ],
    ids=str,
)
def test_wrong_addresses_and_unchecked_people_are_refused(lie: dict[str, Any]) -> None:
    liar = Authenticator(**lie)
    assert verify_registration(read_registration(liar.make(NEW)), CHALLENGE, PARTY) is None
    liar = replace(DEVICE, **lie)
    assert verify_proof(read_proof(liar.sign(SIGN_IN)), CHALLENGE, PARTY, PUBLIC_KEY) is None


def test_a_proof_of_another_kind_challenge_or_key_is_refused() -> None:
    assert verify_proof(PROOF, bytes(32), PARTY, PUBLIC_KEY) is None
    assert verify_registration(REGISTRATION, bytes(32), PARTY) is None
    of_registration = replace(PROOF, client_data=REGISTRATION.client_data)
    assert verify_proof(of_registration, CHALLENGE, PARTY, PUBLIC_KEY) is None
    stranger = Authenticator()
    stranger.make(NEW)
    forged = replace(read_proof(stranger.sign(SIGN_IN)), credential_id=PROOF.credential_id)
    assert verify_proof(forged, CHALLENGE, PARTY, PUBLIC_KEY) is None


def test_a_request_from_a_frame_of_another_site_is_not_read() -> None:
    framed = replace(DEVICE, frame=True)
    assert read_client_data(decode(framed.sign(SIGN_IN)["client_data"])) is None


def test_an_attestation_with_certificates_is_not_read() -> None:
    content = cbor2.loads(REGISTRATION.attestation)
    for change in (
        {"fmt": "tpm", "attStmt": {"x5c": [b"certificate"]}},
        {"fmt": "packed", "attStmt": {"alg": -7, "sig": b"", "x5c": [b"certificate"]}},
        {"fmt": "apple"},
        {"fmt": 7},
        {"fmt": "none", "attStmt": {"sig": b"signature"}},
    ):
        changed = replace(REGISTRATION, attestation=cbor2.dumps(content | change))
        assert verify_registration(changed, CHALLENGE, PARTY) is None


def test_a_registration_under_another_id_and_a_huge_key_are_refused() -> None:
    assert verify_registration(replace(REGISTRATION, credential_id=b"x"), CHALLENGE, PARTY) is None
    key = cbor2.dumps({1: 3, 3: -257, -1: b"\xff" * 1500, -2: b"\x01\x00\x01"})
    data = cbor2.loads(REGISTRATION.attestation)["authData"]
    start = data[:37] + bytes(16) + len(REGISTRATION.credential_id).to_bytes(2, "big")
    huge = cbor2.dumps(
        {"fmt": "none", "attStmt": {}, "authData": start + REGISTRATION.credential_id + key}
    )
    assert data[32] & HAS_CREDENTIAL
    assert verify_registration(replace(REGISTRATION, attestation=huge), CHALLENGE, PARTY) is None


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["client_data", "authenticator_data", "signature"]),
    st.integers(0, 10_000),
    st.integers(1, 255),
)
def test_a_proof_with_one_byte_changed_is_refused(field: str, place: int, flip: int) -> None:
    content = bytearray(getattr(PROOF, field))
    content[place % len(content)] ^= flip
    changed = replace(PROOF, **{field: bytes(content)})
    assert verify_proof(changed, CHALLENGE, PARTY, PUBLIC_KEY) is None


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.binary(max_size=400), st.binary(max_size=400))
def test_bytes_that_mean_nothing_are_refused_without_a_fault(
    first: bytes, second: bytes, third: bytes
) -> None:
    assert read_client_data(first) is None
    assert verify_registration(PasskeyRegistration(first, second, third), CHALLENGE, PARTY) is None
    proof = PasskeyProof(first, PROOF.client_data, second, third, b"")
    assert verify_proof(proof, CHALLENGE, PARTY, PUBLIC_KEY) is None
    assert verify_proof(PROOF, CHALLENGE, PARTY, third) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)
CBOR = st.recursive(
    st.none() | st.booleans() | st.integers() | st.binary(max_size=70) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.integers(-5, 5) | st.text(max_size=9), inner)
    ),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(JSON, JSON, JSON)
def test_any_json_is_read_or_refused(kind: Any, challenge: Any, origin: Any) -> None:
    content = {"type": kind, "challenge": challenge, "origin": origin}
    read = read_client_data(json.dumps(content).encode())
    assert read is None or isinstance(read.origin, str)


@settings(max_examples=200, deadline=None)
@given(CBOR, CBOR, CBOR, CBOR, st.integers(0, 255))
def test_any_cbor_is_refused_without_a_fault(
    key: Any, extension: Any, statement: Any, form: Any, flags: int
) -> None:
    data = cbor2.loads(REGISTRATION.attestation)["authData"]
    credential = data[37 : 37 + 18 + len(REGISTRATION.credential_id)]
    written = data[:32] + bytes([flags]) + data[33:37] + credential
    written += cbor2.dumps(key) + cbor2.dumps(extension)
    attestation = cbor2.dumps({"fmt": form, "attStmt": statement, "authData": written})
    changed = replace(REGISTRATION, attestation=attestation)
    assert verify_registration(changed, CHALLENGE, PARTY) is None
    proof = replace(PROOF, authenticator_data=written)
    assert verify_proof(proof, CHALLENGE, PARTY, PUBLIC_KEY) is None


@pytest.mark.parametrize(
    ("stored", "new", "copied"),
    [(0, 0, False), (0, 1, False), (5, 6, False), (5, 5, True), (5, 4, True), (5, 0, True)],
)
def test_a_count_that_does_not_rise_is_that_of_a_copy(stored: int, new: int, copied: bool) -> None:
    assert is_copied(stored, new) is copied


def test_only_known_transports_are_kept() -> None:
    assert keep_known_transports(["usb", "magic", "internal", "usb"]) == ["internal", "usb"]
    assert encode(decode("AQIDBA")) == "AQIDBA"
