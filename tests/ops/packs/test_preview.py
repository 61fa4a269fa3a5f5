"""`herobreak pack preview`: a real process, asked over real HTTP as the phone app asks."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.packs import Files
from support.strict_pack import LESSON_PATH, read_strict_pack

HEROBREAK = Path(sys.executable).parent / "herobreak"


@dataclass(slots=True)
class Previewed:
    """A running preview and the folder that it shows."""

    process: subprocess.Popen[str]
    folder: Path
    http: httpx.Client

    def fetch_json(self, path: str, **headers: str) -> Any:
        answer = self.http.get(path, headers=headers)
        answer.raise_for_status()
        return answer.json()

    def save_file(self, old: str, new: str, path: str = LESSON_PATH) -> None:
        file = self.folder / path
        assert old in file.read_text()
        file.write_text(file.read_text().replace(old, new))


def write_folder(folder: Path, files: Files) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


@pytest.fixture
def previewed(tmp_path: Path) -> Iterator[Previewed]:
    folder = write_folder(tmp_path / "model", read_strict_pack())
    process = subprocess.Popen(
        [HEROBREAK, "pack", "preview", folder, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout
        said = process.stdout.readline()
        address = re.search(r"http://localhost:\d+", said)
        assert address, said + process.stdout.read()
        with httpx.Client(base_url=address[0], timeout=10) as http:
            yield Previewed(process, folder, http)
    finally:
        process.kill()
        process.wait(10)
        if process.stdout:
            process.stdout.close()


def read_events(http: httpx.Client) -> Generator[int, None, None]:
    """The numbers of revisions, as the page gets them."""
    with http.stream("GET", "/preview/news") as answer:
        assert answer.headers["content-type"] == "text/event-stream"
        for line in answer.iter_lines():
            if line.startswith("data: "):
                yield int(line.removeprefix("data: "))


def test_the_app_is_served_with_the_bar(previewed: Previewed) -> None:
    page = previewed.http.get("/?lesson=look-up-first")
    assert page.status_code == 200
    assert '<script type="module" src="/preview/bar.js">' in page.text
    script = re.search(r'href="(/_app/[^"]+\.js)"', page.text)
    assert script
    assert previewed.http.get(script[1]).headers["content-type"] == "text/javascript"
    assert "EventSource" in previewed.http.get("/preview/bar.js").text
    assert "fetch" not in previewed.http.get("/service-worker.js").text  # nothing old is ever shown
    assert previewed.http.get("/board").text == page.text
    assert previewed.http.get("/nothing.js").status_code == 404


def test_all_items_as_the_phone_gets_them(previewed: Previewed) -> None:
    assert previewed.fetch_json("/api/me")["login"] == "preview-1"
    today = previewed.fetch_json("/api/today")
    lesson, *questions = today["items"]
    assert (lesson["kind"], lesson["title"], len(lesson["cards"])) == ("lesson", "Look up first", 3)
    assert len(questions) == 9
    assert {question["form"] for question in questions} >= {"single", "scenario", "reflection"}
    assert [question["key"] is None for question in questions[:2]] == [True, True]  # checkpoint
    picture = re.search(r'src="(/api/media/[^"]+)"', lesson["cards"][0]["html"])
    assert picture
    drawn = previewed.http.get(picture[1])
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert drawn.text.startswith("<svg")
    assert previewed.fetch_json("/api/badges")["badges"][0]["title"] == "A name to be proud of"
    assert previewed.fetch_json("/api/leaderboards/team")["entries"] == []


def test_one_lesson_by_its_id_here_or_on_the_page(previewed: Previewed) -> None:
    second = (previewed.folder / LESSON_PATH).read_text().replace("look-up-first", "second")
    second = (
        second.replace("be-seen", "two")
        .replace("say-when", "three")
        .replace("Look up first", "Second")
    )
    (previewed.folder / "lessons" / "second.md").write_text(second)
    previewed.save_file("  - look-up-first", "  - look-up-first\n  - second", "pack.yaml")
    wait_until(lambda: len(previewed.fetch_json("/api/today")["items"]) == 20)
    assert len(previewed.fetch_json("/api/today?lesson=second")["items"]) == 10
    page = f"{previewed.http.base_url}?lesson=second"
    assert {
        item["lesson_id"].partition("~")[0]
        for item in previewed.fetch_json("/api/today", referer=page)["items"]
    } == {"model.second"}
    assert previewed.fetch_json("/api/today?lesson=none")["items"] == []


def wait_until(true: Any, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


def test_answers_are_graded_and_not_stored(previewed: Previewed) -> None:
    first = next(
        item for item in previewed.fetch_json("/api/today")["items"] if item.get("form") == "single"
    )
    attempt = {"id": "1", "question_id": first["question_id"], "confidence": "sure", "seconds": 3}
    sent = {
        "attempts": [
            {**attempt, "response": {"choices": ["b"]}},
            {**attempt, "id": "2", "response": {"choices": ["a"]}},
            {**attempt, "id": "3", "response": {"choices": ["nothing"]}},
            {**attempt, "id": "4", "response": 7},
        ],
        "reads": [{"id": "5", "lesson_id": "model.look-up-first", "seconds": 40}],
    }
    outcomes = previewed.http.post("/api/attempts", json=sent).json()["outcomes"]
    assert [(one["id"], one["correct"]) for one in outcomes] == [
        ("1", True),
        ("2", False),
        ("3", None),
        ("4", None),
        ("5", None),
    ]
    assert previewed.http.post("/api/attempts", content=b"no json").json()["outcomes"] == []
    assert previewed.fetch_json("/api/today")["done"] == []


def test_a_save_sends_an_event_and_gives_new_ids_to_changed_items(previewed: Previewed) -> None:
    before = previewed.fetch_json("/api/today")["items"]
    events = read_events(previewed.http)
    number = next(events)
    previewed.save_file("“Be right there.”", "“Right away.”")
    assert next(events) > number
    after = previewed.fetch_json("/api/today")["items"]
    ids = [
        [item.get("question_id") or item["lesson_id"] for item in items]
        for items in (before, after)
    ]
    changed = [old for old, new in zip(*ids, strict=True) if old != new]
    assert [one.partition("~")[0] for one in changed] == ["model.be-seen-4"]
    events.close()


def test_a_pack_with_errors_shows_findings_and_the_last_good_items(previewed: Previewed) -> None:
    assert previewed.fetch_json("/preview/status")["findings"] == []
    events = read_events(previewed.http)
    next(events)
    previewed.save_file("form: gap", "form: gop")
    next(events)
    status = previewed.fetch_json("/preview/status")
    assert any(one["what"] == "`form` cannot be gop" for one in status["findings"])
    assert len(previewed.fetch_json("/api/today")["items"]) == 10
    previewed.save_file("form: gop", "form: gap")
    next(events)
    previewed.save_file("Until then he cannot know that you have seen him.", "Wrong.")
    next(events)
    (finding,) = previewed.fetch_json("/preview/status")["findings"]
    assert finding["rule"] == "feedback-empty"
    events.close()


def test_starting_over_signs_in_another_person(previewed: Previewed) -> None:
    assert previewed.http.post("/preview/restart", json={}).status_code == 200
    assert previewed.fetch_json("/api/me")["login"] == "preview-2"


def test_requests_for_other_hosts_are_refused(previewed: Previewed) -> None:
    assert previewed.http.get("/api/today", headers={"host": "evil.example:80"}).status_code == 403
    assert previewed.http.get("/api/packs").status_code == 404
    assert previewed.http.post("/api/session", json={"login": "a"}).status_code == 404


def test_ctrl_c_ends_the_preview_at_once(previewed: Previewed) -> None:
    events = read_events(previewed.http)
    next(events)  # a page that waits
    previewed.process.send_signal(signal.SIGINT)
    assert previewed.process.wait(10) == 0
    assert previewed.process.stdout
    assert "Traceback" not in previewed.process.stdout.read()


def test_a_port_in_use_is_named(previewed: Previewed) -> None:
    port = str(previewed.http.base_url.port)
    done = subprocess.run(
        [HEROBREAK, "pack", "preview", previewed.folder, "--port", port],
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 1
    assert f"Port {port} cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_json_has_the_fields_of_the_real_api(previewed: Previewed) -> None:
    assert json.loads(previewed.http.get("/api/nothing").text)["title"] == "Not found"
