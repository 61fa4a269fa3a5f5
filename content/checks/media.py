"""Check that the pictures are there, have the right type, and are safe to show."""

from collections.abc import Collection, Iterator

from content.checks.registry import register_check
from content.checks.suggestions import suggest_name
from content.draft import PackDraft
from content.findings import FilePlace, Message, Violation, make_message, make_printable
from content.image_types import (
    detect_content_type,
    detect_foreign_format,
    expected_content_type,
    suffix_of_content_type,
)
from content.paths import MEDIA_FILE
from content.picture_names import find_unshown_format, names_picture, suggest_picture_path


def _list_media(draft: PackDraft) -> dict[str, bytes]:
    return {path: data for path, data in draft.source.files.items() if MEDIA_FILE.fullmatch(path)}


def _list_used_media(draft: PackDraft) -> Iterator[tuple[str, FilePlace]]:
    for path, badge in draft.list_badges():
        if isinstance(art := badge.get("art"), str):
            yield art, draft.document.place_of(*path, "art")
    for lesson in draft.list_all_lessons():
        yield from ((image.src, image.place) for image in lesson.images)


@register_check("media-missing")
def check_media_missing(draft: PackDraft) -> Iterator[Violation]:
    """Every picture that is shown is in media/.

    One that is there by another name has a finding at its file, which gives it this name.
    """
    known = _list_media(draft)
    renamed = {suggest_picture_path(path) for path in draft.source.files if names_picture(path)}
    for name, place in _list_used_media(draft):
        if name not in known and name not in renamed:
            yield Violation(place, _describe_missing(name, known))


def _describe_missing(name: str, known: Collection[str]) -> Message:
    picture, better = make_printable(name), make_printable(suggest_picture_path(name))
    if found := find_unshown_format(name):
        return make_message("media-format", picture=picture, format=found, name=better)
    if names_picture(name) and name != better and "://" not in name:
        return make_message("media-name", picture=picture, name=better)
    return make_message("media-missing", picture=picture, suggestion=suggest_name(name, known))


@register_check("media-unused", severity="warning")
def check_media_unused(draft: PackDraft) -> Iterator[Violation]:
    """Every picture in media/ is shown somewhere."""
    used = {name for name, _ in _list_used_media(draft)}
    for name in _list_media(draft):
        if name not in used and draft.lessons_readable:
            yield Violation(FilePlace(name), make_message("media-unused"))


@register_check("media-kind")
def check_media_kind(draft: PackDraft) -> Iterator[Violation]:
    """A picture's bytes have the type that its name says."""
    for name, data in _list_media(draft).items():
        found, expected = detect_content_type(data), expected_content_type(name)
        if found != expected:
            yield Violation(FilePlace(name), _describe_content_type(name, data))


def _describe_content_type(name: str, data: bytes) -> Message:
    found, expected = detect_content_type(data), expected_content_type(name)
    if found:
        better = f"{name.rpartition('.')[0]}.{suffix_of_content_type(found)}"
        return make_message("media-kind", found=found, expected=expected, name=better)
    if foreign := detect_foreign_format(data):
        better = suggest_picture_path(name.rpartition(".")[0] + ".jpg")
        return make_message("media-foreign", found=foreign, expected=expected, name=better)
    return make_message("media-no-picture", expected=expected)


@register_check("media-broken")
def check_media_broken(draft: PackDraft) -> Iterator[Violation]:
    """A picture can be decoded, is not too large and does not move."""
    for name, message in draft.pictures.broken.items():
        yield Violation(FilePlace(name), message)


@register_check("svg-unsafe")
def check_svg_unsafe(draft: PackDraft) -> Iterator[Violation]:
    """An SVG is a picture and holds nothing else."""
    yield from draft.pictures.unsafe
