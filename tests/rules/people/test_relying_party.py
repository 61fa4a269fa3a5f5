"""For which addresses passkeys work: what browsers allow, and nothing that a request says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rules.people.relying_party import RelyingParty, find_relying_party


@pytest.mark.parametrize(
    ("url", "party", "origin"),
    [
        ("https://hero.example", "hero.example", "https://hero.example"),
        ("https://hero.example:443/", "hero.example", "https://hero.example"),
        ("https://Hero.Example:8443/app", "hero.example", "https://hero.example:8443"),
        ("http://localhost:8000", "localhost", "http://localhost:8000"),
        ("http://localhost", "localhost", "http://localhost"),
        ("https://café.example", "xn--caf-dma.example", "https://xn--caf-dma.example"),
    ],
)
def test_a_passkey_is_bound_to_the_host_name(url: str, party: str, origin: str) -> None:
    assert find_relying_party(url) == RelyingParty(party, origin)


@pytest.mark.parametrize(
    "url",
    [
        "http://hero.example",
        "http://127.0.0.1:8000",
        "https://192.0.2.7",
        "https://[2001:db8::1]",
        "ftp://localhost",
        "https://",
        "",
        "hero.example",
        "https://hero.example:port",
        "https://a..b",
        "http://localhost.evil.example",
        "http://notlocalhost",
    ],
)
def test_elsewhere_browsers_have_no_passkeys(url: str) -> None:
    assert find_relying_party(url) is None


@given(st.text(max_size=80) | st.text(max_size=60).map(lambda text: f"https://{text}"))
def test_any_setting_is_read_without_a_fault(url: str) -> None:
    party = find_relying_party(url)
    assert party is None or ((party.id and party.origin.endswith(party.id)) or ":" in party.origin)
