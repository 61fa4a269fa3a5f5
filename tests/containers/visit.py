"""Visit the served containers as people do: sign in, upload, answer questions without a pause.

    python visit.py COMMAND ...       prints what it found; ends with 1 if something is wrong

`answer` sends attempts until its file `stop` appears, and writes the ids that were acknowledged.
Each attempt is sent again until it is acknowledged, as a phone does; what failed is counted.
"""

import argparse
import json
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import uuid_utils

ADDRESS = "https://localhost"
ADMIN_PASSWORD = "calm otters read long maps"
LEARNER_PIN = "8402"
UPLOADS, UPLOAD_BYTES, UPLOAD_ROUNDS = 10, 19_900_000, 10


def open_client() -> httpx.Client:
    """Open a client. The proxy has a certificate of its own authority."""
    return httpx.Client(base_url=ADDRESS, verify=False, timeout=20.0)  # noqa: S501 - see above


def sign_in(login: str, secret: str) -> httpx.Client:
    """Sign in; try for a minute, because a proxy may just have been started."""
    client = open_client()
    for _ in range(30):
        try:
            answer = client.post("/api/session", json={"login": login, "secret": secret})
        except httpx.TransportError:
            time.sleep(2)
            continue
        if answer.status_code == 201:
            return client
        time.sleep(2)
    raise SystemExit(f"no sign-in: {answer.status_code} {answer.text}")


def begin(first_admin: Path) -> None:
    """Let the first admin choose a password, and a learner join."""
    written = json.loads(first_admin.read_text())
    admin = sign_in(written["admin"]["login"], written["admin"]["secret"])
    change = {"secret": {"old": written["admin"]["secret"], "new": ADMIN_PASSWORD}}
    admin.patch("/api/me", json=change).raise_for_status()
    joining = {"code": written["join_code"], "name": "Anna Lee", "pin": LEARNER_PIN}
    answer = open_client().post("/api/join", json=joining)
    answer.raise_for_status()
    first_admin.with_name("learner").write_text(str(answer.json()["login"]))


def upload(login: str, pack: Path) -> None:
    """Upload a pack, and wait until it is listed."""
    admin = sign_in(login, ADMIN_PASSWORD)
    admin.post("/api/packs", files={"pack": pack.read_bytes()}).raise_for_status()
    for _ in range(30):
        if pack.stem in admin.get("/api/packs").text:
            return
        time.sleep(2)
    raise SystemExit("the pack is not listed")


def upload_much(login: str) -> None:
    """Upload ten files of nearly 20 MB at the same time.

    One that is too slow on a busy machine is asked to come again, and does. None may fail.
    """
    content = b"PK\x03\x04" + bytes(UPLOAD_BYTES)
    admins = [sign_in(login, ADMIN_PASSWORD) for _ in range(UPLOADS)]
    codes = []
    for _ in range(UPLOAD_ROUNDS):
        with ThreadPoolExecutor(UPLOADS) as threads:
            replies = list(threads.map(lambda one: upload_file(one, content), admins))
        codes += [reply.status_code for reply in replies]
        pairs = zip(admins, replies, strict=True)
        admins = [admin for admin, reply in pairs if "retry-after" in reply.headers]
        if not admins:
            break
    print("answers:", dict(Counter(codes)))
    if admins or set(codes) - {202, 503}:
        raise SystemExit("not all were taken")


def upload_file(admin: httpx.Client, content: bytes) -> httpx.Response:
    """Upload a file as a pack."""
    return admin.post("/api/packs", files={"pack": content}, timeout=120)


def answer(folder: Path, rate: float) -> None:
    """Answer a question again and again, `rate` times a second."""
    client = sign_in((folder / "learner").read_text(), LEARNER_PIN)
    question = find_question(client)
    known, counts = [], {"sent": 0, "failed": 0, "slowest_ms": 0.0}
    pages = open_client()
    while not (folder / "stop").exists():
        id_ = str(uuid_utils.uuid7())
        while not send_attempt(client, id_, question, counts):
            if (folder / "stop").exists():
                break
            time.sleep(0.1)
        else:
            known.append(id_)
        get_page(pages, counts)
        time.sleep(1 / rate)
    (folder / "acknowledged.json").write_text(json.dumps(known))
    print(f"acknowledged {len(known)},", ", ".join(f"{name} {n:g}" for name, n in counts.items()))
    if counts["failed"]:
        raise SystemExit("requests failed")


def find_question(client: httpx.Client) -> dict[str, str]:
    """Give a question of today that has one right choice, and its first choice."""
    items = client.get("/api/today").json()["items"]
    for item in items:
        if item["kind"] == "question" and item["form"] == "single":
            return {"id": item["question_id"], "choice": item["choices"][0]["id"]}
    raise SystemExit(f"no question with choices today: {items}")


def send_attempt(
    client: httpx.Client, id_: str, question: dict[str, str], counts: dict[str, float]
) -> bool:
    """Send one attempt. Say whether it was acknowledged."""
    attempt = {
        "id": id_,
        "question_id": question["id"],
        "response": {"choices": [question["choice"]]},
        "confidence": "sure",
        "answered_at": datetime.now(UTC).isoformat(),
        "seconds": 4,
    }
    reply = send(counts, lambda: client.post("/api/attempts", json={"attempts": [attempt]}))
    return reply is not None and id_ in reply.text


def get_page(client: httpx.Client, counts: dict[str, float]) -> None:
    """Open the app's first page, as somebody who is not signed in."""
    send(counts, lambda: client.get("/"))


def send(counts: dict[str, float], call: Any) -> httpx.Response | None:
    """Send one request, count it, and give its answer; None if there was none or a fault."""
    counts["sent"] += 1
    begun = time.monotonic()
    try:
        reply: httpx.Response = call()
    except httpx.TransportError as error:
        print(f"failed: {type(error).__name__}", file=sys.stderr)
        counts["failed"] += 1
        return None
    counts["slowest_ms"] = max(counts["slowest_ms"], round(1000 * (time.monotonic() - begun)))
    if reply.status_code >= 400:
        print(f"failed: {reply.status_code} {reply.text[:200]}", file=sys.stderr)
        counts["failed"] += 1
        return None
    return reply


def main() -> None:
    """Run the command of the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=("begin", "sign-in", "upload", "upload-much", "answer"))
    parser.add_argument("arguments", nargs="*")
    given = parser.parse_args()
    match given.command, given.arguments:
        case "begin", [first_admin]:
            begin(Path(first_admin))
        case "sign-in", [login]:
            sign_in(login, ADMIN_PASSWORD)
        case "upload", [login, pack]:
            upload(login, Path(pack))
        case "upload-much", [login]:
            upload_much(login)
        case "answer", [folder, rate]:
            answer(Path(folder), float(rate))
        case _:
            parser.error("wrong arguments")


if __name__ == "__main__":
    main()
