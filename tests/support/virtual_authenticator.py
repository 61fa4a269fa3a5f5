"""The authenticator that Chromium simulates: a phone with a screen lock, or one that refuses."""

from typing import Any

from support.phone import Phone

INTERNAL_WITH_SCREEN_LOCK = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class VirtualAuthenticator:
    """An authenticator of the page of a phone, by the DevTools protocol of Chromium."""

    def __init__(self, phone: Phone) -> None:
        self._devtools = phone.context.new_cdp_session(phone.page)
        self._send("WebAuthn.enable", {"enableUI": False})
        added = self._send(
            "WebAuthn.addVirtualAuthenticator", {"options": INTERNAL_WITH_SCREEN_LOCK}
        )
        self._id = {"authenticatorId": added["authenticatorId"]}

    def list_credentials(self) -> list[dict[str, Any]]:
        """List the passkeys that it keeps."""
        found: list[dict[str, Any]] = self._send("WebAuthn.getCredentials", self._id)["credentials"]
        return found

    def set_person_verified(self, yes: bool) -> None:
        """Let the person pass the screen lock, or not."""
        self._send("WebAuthn.setUserVerified", {**self._id, "isUserVerified": yes})

    def forget_all(self) -> None:
        """Delete its passkeys, as on another device."""
        self._send("WebAuthn.clearCredentials", self._id)

    def put_back(self, credential: dict[str, Any]) -> None:
        """Keep a passkey again, for example an old copy."""
        self._send("WebAuthn.addCredential", {**self._id, "credential": credential})

    def _send(self, method: str, arguments: dict[str, Any]) -> Any:
        return self._devtools.send(method, arguments)
