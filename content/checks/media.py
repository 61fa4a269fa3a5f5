"""Are the pictures there, what they say they are, and nothing but pictures?"""

from collections.abc import Iterator

from content.checks.suggestions import did_you_mean
from content.draft import PackDraft
from content.findings import FilePlace, Violation, make_printable
from content.image_types import detect_content_type, expected_content_type
from content.registry import check
from content.svg_safety import inspect_svg
from content.text_decoding import decode_text


def _list_media(draft: PackDraft) -> dict[str, bytes]:
    return {
        path: data
        for path, data in draft.source.files.items()
        if path.startswith("media/") and expected_content_type(path)
    }


def _list_used_media(draft: PackDraft) -> Iterator[tuple[str, FilePlace]]:
    for path, badge in draft.list_badges():
        if isinstance(art := badge.get("art"), str):
            yield art, draft.document.place_of(*path, "art")
    for lesson in draft.list_all_lessons():
        yield from ((image.src, image.place) for image in lesson.images)


@check("media-missing", "A picture that is not there leaves a hole on the screen.")
def media_missing(draft: PackDraft) -> Iterator[Violation]:
    """Every picture that is shown is in media/."""
    known = _list_media(draft)
    for name, place in _list_used_media(draft):
        if name not in known:
            fix = did_you_mean(name, known, "put the file in media/ and write media/<name>")
            yield Violation(place, f"the picture {make_printable(name)} is not in the pack", fix)


@check(
    "media-unused", "A picture that nobody sees costs every phone its bytes.", severity="warning"
)
def media_unused(draft: PackDraft) -> Iterator[Violation]:
    """Every picture in media/ is shown somewhere."""
    used = {name for name, _ in _list_used_media(draft)}
    for name in _list_media(draft):
        if name not in used and draft.lessons_readable:
            yield Violation(FilePlace(name), "this picture is not used", "use it or remove it")


@check(
    "media-kind", "A file that is not what its name says may be a program in a picture's clothes."
)
def media_kind(draft: PackDraft) -> Iterator[Violation]:
    """A picture's bytes are of the kind that its name promises."""
    for name, data in _list_media(draft).items():
        found, promised = detect_content_type(data), expected_content_type(name)
        if found != promised:
            yield Violation(
                FilePlace(name),
                f"its bytes are {found or 'no picture'}, its name says {promised}",
                "save it again as what it is",
            )


@check(
    "svg-unsafe",
    "A script or an outside reference in an SVG could act in the name of whoever looks at it.",
)
def svg_unsafe(draft: PackDraft) -> Iterator[Violation]:
    """An SVG is a picture and no more."""
    for name, data in _list_media(draft).items():
        if detect_content_type(data) == "image/svg+xml":
            text, finding = decode_text(name, data)
            if finding:
                yield Violation(FilePlace(name, finding.line), finding.what, finding.fix)
            for fault in () if finding else inspect_svg(text):
                yield Violation(
                    FilePlace(name, fault.line),
                    fault.what,
                    "save it as plain SVG, with shapes, text and gradients alone",
                )
