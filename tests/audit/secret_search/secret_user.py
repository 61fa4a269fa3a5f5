"""Sends requests to a running Herobreak and notes the secrets in them."""

import secrets
from dataclasses import dataclass, field
from typing import Any

import httpx
from audit.secret_search.needles import Secret
from support.running_herobreak import RunningHerobreak

COOKIE_KINDS = {
    "herobreak": "session",
    "herobreak-device": "device",
    "herobreak-display": "display",
}


@dataclass
class SecretUser:
    """Sends requests to a Herobreak and notes each secret that it sends or gets."""

    herobreak: RunningHerobreak
    used: list[Secret] = field(default_factory=list)

    def note(self, kind: str, value: str) -> str:
        """Note a secret, and give it."""
        self.used.append(Secret(kind, value))
        return value

    def note_code(self, kind: str, code: str) -> None:
        """Note a code as it is shown, and as it is stored."""
        for form in (code, code.replace("-", "")):
            self.note(kind, form)

    def make_password(self, kind: str) -> str:
        return self.note(kind, f"marked{secrets.token_hex(12)}")

    def make_pin(self, kind: str) -> str:
        return self.note(kind, f"{secrets.randbelow(9 * 10**11) + 10**11}")

    def open_client(self) -> httpx.Client:
        """Open a client that notes the cookies that it gets."""
        return httpx.Client(
            base_url=self.herobreak.address, event_hooks={"response": [self._note_cookies]}
        )

    def sign_in(self, login: str, secret: str) -> httpx.Client:
        client = self.open_client()
        expect(client.post("/api/session", json={"login": login, "secret": secret}), 201)
        return client

    def _note_cookies(self, response: httpx.Response) -> None:
        for name, value in response.cookies.items():
            if value and name in COOKIE_KINDS:
                self.note(COOKIE_KINDS[name], value)


def expect(answer: httpx.Response, status: int) -> Any:
    """Check the status of an answer, and give its JSON."""
    assert answer.status_code == status, f"{answer.request.url}: {answer.text}"
    return answer.json() if answer.content else None
