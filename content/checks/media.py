"""Are the pictures there, what they say they are, and nothing but pictures?"""

from collections.abc import Iterator

from content.checks.close import did_you_mean
from content.draft import Draft
from content.findings import Place, Problem, shown
from content.images import content_type, named_type
from content.registry import check
from content.svg import inspect
from content.text import decode


def _media(draft: Draft) -> dict[str, bytes]:
    return {
        path: data
        for path, data in draft.source.files.items()
        if path.startswith("media/") and named_type(path)
    }


def _used(draft: Draft) -> Iterator[tuple[str, Place]]:
    for path, badge in draft.badges():
        if isinstance(art := badge.get("art"), str):
            yield art, draft.document.place(*path, "art")
    for lesson in draft.every_lesson():
        yield from ((image.src, image.place) for image in lesson.images)


@check("media-missing", "A picture that is not there leaves a hole on the screen.")
def media_missing(draft: Draft) -> Iterator[Problem]:
    """Every picture that is shown is in media/."""
    known = _media(draft)
    for name, place in _used(draft):
        if name not in known:
            fix = did_you_mean(name, known, "put the file in media/ and write media/<name>")
            yield Problem(place, f"the picture {shown(name)} is not in the pack", fix)


@check(
    "media-unused", "A picture that nobody sees costs every phone its bytes.", severity="warning"
)
def media_unused(draft: Draft) -> Iterator[Problem]:
    """Every picture in media/ is shown somewhere."""
    used = {name for name, _ in _used(draft)}
    for name in _media(draft):
        if name not in used and draft.whole:
            yield Problem(Place(name), "this picture is not used", "use it or remove it")


@check(
    "media-kind", "A file that is not what its name says may be a program in a picture's clothes."
)
def media_kind(draft: Draft) -> Iterator[Problem]:
    """A picture's bytes are of the kind that its name promises."""
    for name, data in _media(draft).items():
        found, promised = content_type(data), named_type(name)
        if found != promised:
            yield Problem(
                Place(name),
                f"its bytes are {found or 'no picture'}, its name says {promised}",
                "save it again as what it is",
            )


@check(
    "svg-unsafe",
    "A script or an outside reference in an SVG could act in the name of whoever looks at it.",
)
def svg_unsafe(draft: Draft) -> Iterator[Problem]:
    """An SVG is a picture and no more."""
    for name, data in _media(draft).items():
        if content_type(data) == "image/svg+xml":
            text, finding = decode(name, data)
            if finding:
                yield Problem(Place(name, finding.line), finding.what, finding.fix)
            for fault in () if finding else inspect(text):
                yield Problem(
                    Place(name, fault.line),
                    fault.what,
                    "save it as plain SVG, with shapes, text and gradients alone",
                )
