"""Every cookie that is set over TLS is bound to this host, and out of reach of scripts."""

from support.organisation import PIN
from support.visits import Visit

from learning.tables.people import KnownDeviceTable

URL = "https://hero.test"
OLD_NAME, NEW_NAME = "herobreak-device", "__Host-herobreak-device"


async def test_over_tls_every_cookie_is_secure_and_has_the_prefix(visit: Visit) -> None:
    client = await visit(url=URL)
    sign_in = {"login": "anna-lee", "secret": PIN}
    answers = [
        await client.post("/api/session", json={**sign_in, "secret": "9999"}),
        await client.post("/api/session", json=sign_in),
        await client.delete("/api/session"),
        await client.post("/api/displays"),
    ]
    cookies = [line for answer in answers for line in answer.headers.get_list("set-cookie")]
    names = {line.partition("=")[0] for line in cookies}
    assert names == {"__Host-herobreak", "__Host-herobreak-display", NEW_NAME}
    for line in cookies:
        attributes = {part.strip().lower() for part in line.split(";")[1:]}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= attributes, line
        assert not any(attribute.startswith("domain") for attribute in attributes)


async def test_a_device_that_was_known_by_its_earlier_cookie_stays_known(visit: Visit) -> None:
    phone = await visit(url=URL)
    await phone.post("/api/session", json={"login": "anna-lee", "secret": PIN})
    mark = phone.cookies[NEW_NAME]
    phone.cookies.clear()
    phone.cookies.set(OLD_NAME, mark, domain="hero.test")
    await phone.post("/api/session", json={"login": "anna-lee", "secret": PIN})
    assert phone.cookies[NEW_NAME] == mark
    assert await KnownDeviceTable.count() == 1


async def test_a_cookie_that_another_host_may_have_set_does_not_replace_the_mark(
    visit: Visit,
) -> None:
    phone = await visit(url=URL)
    await phone.post("/api/session", json={"login": "anna-lee", "secret": PIN})
    mark = phone.cookies[NEW_NAME]
    phone.cookies.set(OLD_NAME, "of-another-host-000000", domain="hero.test")
    await phone.post("/api/session", json={"login": "anna-lee", "secret": PIN})
    assert phone.cookies[NEW_NAME] == mark
