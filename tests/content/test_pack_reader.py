"""Any input gives a report, and each finding is in an existing line."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.findings import render_text
from support.packs import zip_files
from support.translations import read_translated_pack

from content import PackReport, read_pack
from content.archive import read_zip

GOOD = read_translated_pack()
PATHS = sorted(GOOD)
BYTES = {path: text.encode() for path, text in GOOD.items()}
WORDS = sorted(
    {word for text in GOOD.values() for word in text.split()}
    | {"null", "___", "- ", "[", "{", "&a", "*a", "\x00"}
)

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def assert_valid_report(report: PackReport, files: dict[str, bytes]) -> None:
    for finding in report.findings:
        text = (
            files.get(finding.file, b"")
            .decode("utf-8-sig", errors="replace")
            .replace("\r\n", "\n")
            .replace("\r", "\n")
        )
        assert 1 <= finding.line <= text.count("\n") + 1, finding
        shown = render_text(finding)
        assert all((finding.rule, shown.what, shown.why, shown.fix))
        assert (shown.what + shown.fix + finding.file).isprintable()
    assert (report.pack is None) == bool(report.errors)


@quick
@given(st.binary(max_size=400))
def test_any_bytes_give_a_report(data: bytes) -> None:
    assert_valid_report(read_pack(data, strict=True), {})


@quick
@given(st.data())
def test_a_damaged_zip_gives_a_report(data: st.DataObject) -> None:
    archive = bytearray(zip_files(GOOD))
    for _ in range(data.draw(st.integers(1, 8))):
        # Half of the changes are in the directory at the end, where they do more than break a
        # checksum.
        low = data.draw(st.sampled_from([0, len(archive) - 600]))
        archive[data.draw(st.integers(low, len(archive) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.just(len(archive)), st.integers(0, len(archive))))
    damaged = bytes(archive[:cut])
    assert_valid_report(read_pack(damaged, strict=True), read_zip(damaged, "pack.zip").files)


NAMES = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20
)


@quick
@given(st.dictionaries(st.sampled_from(PATHS) | NAMES, st.binary(max_size=200), max_size=5))
def test_a_zip_of_any_files_gives_a_report(files: dict[str, bytes]) -> None:
    archive = zip_files(files)
    assert_valid_report(read_pack(archive, strict=True), read_zip(archive, "pack.zip").files)


def change_bytes(data: st.DataObject, content: bytes) -> bytes:
    """Text with some words, lines or bytes gone, doubled or replaced."""
    lines = content.split(b"\n")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        kind = data.draw(
            st.sampled_from(["drop", "double", "word", "value", "indent", "bytes", "swap"])
        )
        if kind == "drop":
            lines[at] = b""
        elif kind == "double":
            lines.insert(at, lines[at])
        elif kind == "word":
            lines[at] += b" " + data.draw(st.sampled_from(WORDS)).encode()
        elif kind == "value":
            lines[at] = (
                lines[at].partition(b":")[0] + b": " + data.draw(st.sampled_from(WORDS)).encode()
            )
        elif kind == "indent":
            lines[at] = b"  " + lines[at]
        elif kind == "bytes":
            lines[at] += data.draw(st.binary(max_size=6))
        else:
            lines[at], lines[0] = lines[0], lines[at]
    return b"\n".join(lines)


@settings(quick, max_examples=120)
@given(st.data())
def test_a_changed_pack_gives_a_report(data: st.DataObject) -> None:
    files = dict(BYTES)
    for path in data.draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=3, unique=True)):
        files[path] = change_bytes(data, files[path])
    archive = zip_files(files)
    assert_valid_report(read_pack(archive, strict=True), files)


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from(WORDS)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(quick, max_examples=70)
@given(st.data())
def test_any_yaml_value_gives_a_report(data: st.DataObject) -> None:
    """YAML that parses, with any value anywhere: past the parser, into the schema and the rules."""
    import json

    path = data.draw(st.sampled_from([path for path in PATHS if not path.endswith(".svg")]))
    lines = GOOD[path].split("\n")
    at = data.draw(st.sampled_from([i for i, line in enumerate(lines) if ": " in line]))
    lines[at] = lines[at].partition(": ")[0] + ": " + json.dumps(data.draw(plain))
    files = GOOD | {path: "\n".join(lines)}
    assert_valid_report(
        read_pack(zip_files(files), strict=True),
        {path: text.encode() for path, text in files.items()},
    )
