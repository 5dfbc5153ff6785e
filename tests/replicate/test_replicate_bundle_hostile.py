"""A bundle comes from somebody else. Whatever is in it: one clear refusal, no traceback, and nothing is written."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import struct
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tools
from partnerkit.execute.progress import Timeline
from partnerkit.load import Contents, bundles, check_bundle, layers_of
from partnerkit.load.bundles import open_bundle
from partnerkit.model.bundle import FORMAT
from partnerkit.package import zipped
from partnerkit.reading import open_library
from partnerkit.world import World, packaged_library
from sharing import OAK, packed, write

Cli = Callable[..., Result]
Files = Mapping[str, bytes]


# -- making bundles ----------------------------------------------------------------------------------------------------


def listed(files: Files, **changes: Any) -> dict[str, bytes]:
    """Files with a list that is true of them, whatever they are, but for what is changed in it."""
    about = json.loads(files["bundle.json"])
    inside = {name: data for name, data in files.items() if name != "bundle.json"}
    about["files"] = {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)} for name, data in inside.items()
    }
    return {**inside, "bundle.json": json.dumps({**about, **changes}).encode()}


def archive(files: Files, change: Callable[[zipfile.ZipInfo], object] = lambda _: None) -> bytes:
    """A zip of files as they are, however odd their names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = 0o644 << 16
            change(info)
            made.writestr(info, data)
    return buffer.getvalue()


def added(name: str, data: bytes = b"x: y\n") -> Callable[[Files], bytes]:
    """One more file, which is in the list as well."""
    return lambda files: archive(listed({**files, name: data}))


def two(first: str, second: str) -> Callable[[Files], bytes]:
    """Two more files."""
    return lambda files: archive(listed({**files, first: b"a: b\n", second: b"c: d\n"}))


def as_a(kind: int) -> Callable[[Files], bytes]:
    """The licence as something that is no file."""

    def change(info: zipfile.ZipInfo) -> None:
        if info.filename == "LICENSE":
            info.external_attr = (kind | 0o644) << 16

    return lambda files: archive(files, change)


def patched(name: bytes, other: bytes) -> Callable[[Files], bytes]:
    """A file whose name is not the text that it seems to be."""
    return lambda files: archive(listed({**files, f"content/{name.decode()}.yaml": b"x: y\n"})).replace(name, other)


def flags(bit: int) -> Callable[[Files], bytes]:
    """A bit in the flags of every entry, here and there."""

    def change(files: Files) -> bytes:
        data = bytearray(zipped(files))
        for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
            place = -1
            while (place := data.find(mark, place + 1)) >= 0:
                (now,) = struct.unpack_from("<H", data, place + at)
                struct.pack_into("<H", data, place + at, now | bit)
        return bytes(data)

    return change


def compressed(kind: int) -> Callable[[Files], bytes]:
    return lambda files: archive(files, lambda info: setattr(info, "compress_type", kind))


def blown_up(files: Files) -> bytes:
    """A small file that grows."""
    more = listed({**files, "content/bomb.yaml": b"#" * 1_900_000})
    return archive(more, lambda info: setattr(info, "compress_type", zipfile.ZIP_DEFLATED))


def smaller_than_it_is(files: Files) -> bytes:
    """The same, with headers that say it is short."""
    data = bytearray(blown_up(files))
    for mark, at in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        place = -1
        while (place := data.find(mark, place + 1)) >= 0:
            (size,) = struct.unpack_from("<I", data, place + at)
            struct.pack_into("<I", data, place + at, min(size, 500))
    return bytes(data)


def less_packed_than_it_is(files: Files) -> bytes:
    """The same, with headers that say it was large before."""
    data = bytearray(blown_up(files))
    place = -1
    while (place := data.find(b"PK\1\2", place + 1)) >= 0:
        struct.pack_into("<I", data, place + 20, 1_900_000)
    return bytes(data)


def overlapping(files: Files) -> bytes:
    """Two entries that are made of the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, data in listed({**files, "content/a.yaml": b"x: y\n", "content/b.yaml": b"x: y\n"}).items():
            made.writestr(zipfile.ZipInfo(name), data)
        first, second = (made.getinfo(f"content/{name}.yaml") for name in "ab")
        second.header_offset = first.header_offset
    return buffer.getvalue()


def twice(files: Files) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, data in files.items():
            made.writestr(name, data)
        with pytest.warns(UserWarning, match="Duplicate name"):
            made.writestr("LICENSE", b"Another one.\n")
    return buffer.getvalue()


def without(files: Files, *names: str) -> bytes:
    return archive({name: data for name, data in files.items() if name not in names})


def about(files: Files, **changes: Any) -> bytes:
    return archive(listed(files, **changes))


OUT, ODD, KIND = "leads out of the bundle", "not every system can store this name", "bundles hold no files of this kind"
BAD: dict[str, tuple[str, Callable[[Files], bytes]]] = {
    "up": (OUT, added("../evil.yaml")),
    "up inside": (OUT, added("content/../../evil.yaml")),
    "absolute": (OUT, added("/etc/evil.yaml")),
    "drive": (OUT, added("C:/evil.yaml")),
    "drive without a folder": (OUT, added("C:evil.yaml")),
    "stream": (OUT, added("content/x.yaml:evil.yaml")),
    "backslash": (OUT, added("content\\..\\evil.yaml")),
    "here": (ODD, added("content/./x.yaml")),
    "empty step": (ODD, added("content//x.yaml")),
    "hidden": (ODD, added("content/.x.yaml")),
    "blank before": (ODD, added("content/ x.yaml")),
    "blank after": (ODD, added("content /x.yaml")),
    "device": (ODD, added("content/con.yaml")),
    "line feed": (ODD, added("content/a\nb.yaml")),
    "right to left": (ODD, added("content/a\u202elmay.yaml")),
    "wildcard": (ODD, added("content/*.yaml")),
    "long": ("too long", added(f"content/{'x' * 200}.yaml")),
    "deep": ("too long", added("a/" * 12 + "x.yaml")),
    "zero byte": ("special characters", patched(b"x~z", b"x\0z")),
    "old code page": ("special characters", patched(b"x~z", b"x\xe9z")),
    "not UTF-8": ("damaged", patched("xéz".encode(), b"x\xff\xfez")),
    "program": (KIND, added("content/x.py")),
    "template": (KIND, added("templates/documents/policy.html.j2")),
    "drawing": (KIND, added("brand/logo.svg", b"<svg/>")),
    "bundle in a bundle": (KIND, added("parent.zip")),
    "no ending": (KIND, added("content/x")),
    "licence that runs": (KIND, added("LICENSE.exe")),
    "folder": (ODD, added("content/x.yaml/", b"")),
    "link": ("link, a folder or a device", as_a(stat.S_IFLNK)),
    "device file": ("link, a folder or a device", as_a(stat.S_IFCHR)),
    "pipe": ("link, a folder or a device", as_a(stat.S_IFIFO)),
    "folder by its bits": ("link, a folder or a device", as_a(stat.S_IFDIR)),
    "twice": ("would be the same file", twice),
    "twice by case": ("would be the same file", two("content/x.yaml", "Content/X.yaml")),
    "twice by composition": ("would be the same file", two("content/\u00e9.yaml", "content/e\u0301.yaml")),
    "twice by folding": ("would be the same file", two("content/straße.yaml", "content/STRASSE.yaml")),
    "file and folder": ("is a file and the folder of", two("content/x.yaml", "content/X.yaml/y.yaml")),
    "encrypted": ("is encrypted", flags(0x1)),
    "bzip2": ("bundles do not use", compressed(zipfile.ZIP_BZIP2)),
    "lzma": ("bundles do not use", compressed(zipfile.ZIP_LZMA)),
    "too many": ("more than 5,000 files", lambda files: archive({f"content/{n}.yaml": b"" for n in range(5001)})),
    "large file": ("more than 2 MB", added("content/x.yaml", b"x" * 2_000_001)),
    "bomb": ("packed more tightly", blown_up),
    "bomb that says it is small": ("damaged", smaller_than_it_is),
    "bomb that says it was large": ("shares its bytes|damaged", less_packed_than_it_is),
    "overlapping": ("shares its bytes", overlapping),
    "not in the list": ("not in the list", lambda files: archive({**files, "content/x.yaml": b"x: y\n"})),
    "missing": ("'LICENSE' is missing", lambda files: without(files, "LICENSE")),
    "other words": ("size or its hash", lambda files: archive({**files, "LICENSE": b"CC BY 1.0\n"})),
    "other size": ("size or its hash", lambda files: archive({**files, "LICENSE": b""})),
    "no list": ("there is no bundle.json", lambda files: without(files, "bundle.json")),
    "list that is no JSON": ("not as it should be", lambda files: archive({**files, "bundle.json": b"hello"})),
    "list that is a list": ("not as it should be", lambda files: archive({**files, "bundle.json": b"[1]"})),
    "deep list": ("not as it should be", lambda files: archive({**files, "bundle.json": b"[" * 100_000})),
    "unknown key": ("not as it should be", lambda files: about(files, more=True)),
    "name that is a path": ("not as it should be", lambda files: about(files, version="../../x")),
    "id that is a path": ("not as it should be", lambda files: about(files, id="/etc/x")),
    "no layers": ("not as it should be", lambda files: about(files, layers=[])),
    "format that is a word": ("not as it should be", lambda files: about(files, format="one")),
    "newer": ("update yours", lambda files: about(files, format=FORMAT + 1, more=True)),
    "web page": ("not a zip file", lambda files: b"<!doctype html><title>Moved</title>"),
    "nothing": ("not a zip file", lambda files: b""),
    "half": ("damaged", lambda files: zipped(files)[: len(zipped(files)) // 2]),
    "without its end": ("damaged", lambda files: zipped(files)[:-10]),
}


@pytest.fixture
def sound(district: Path) -> Contents:
    """A bundle that is as it should be."""
    return packed(district)


def test_the_files_of_the_tests_are_sound_before_they_are_broken(sound: Contents):
    for data in (archive(sound.files), archive(listed(sound.files)), compressed(zipfile.ZIP_DEFLATED)(sound.files)):
        assert not check_bundle(data, "x.zip").diagnostics
    assert not check_bundle(added("content/straße/é.yaml")(sound.files), "x.zip").diagnostics


@pytest.mark.parametrize("name", BAD)
def test_a_bad_bundle_is_refused_with_one_reason_and_nothing_is_written(
    tmp_path: Path, sound: Contents, oak: Path, cli: Cli, name: str
):
    words, make = BAD[name]
    file = tmp_path / "evil.zip"
    file.write_bytes(make(sound.files))
    write(oak, {"partnership.yaml": OAK + "extends: ../evil.zip\n"})
    before = tools.contents(tmp_path)
    code = "newer-format" if name == "newer" else "bad-bundle"
    (found,) = check_bundle(file.read_bytes(), "evil.zip").diagnostics
    assert found.code == code
    assert any(one in f"{found.message} {found.hint}" for one in words.split("|")), found
    assert found.hint
    for how in ("parent", "documents"):
        done = cli("receive", file, "--as", how, "--root", oak)
        assert done.exit_code == 1
        assert done.output.count(f"error [{code}]") == 1
    assert [one.code for one in layers_of(oak, packaged_library(), oak / ".partnerkit").diagnostics] == [code]
    assert open_library(World.at(oak), Timeline()).value is None
    assert tools.contents(tmp_path) == before


def test_all_files_together_have_a_limit(sound: Contents, monkeypatch: pytest.MonkeyPatch):
    page = "".join(f"{number * 7919}\n" for number in range(2000)).encode()
    files = listed({**sound.files, **{f"content/{n}.yaml": page for n in range(10)}})
    data = compressed(zipfile.ZIP_DEFLATED)(files)
    monkeypatch.setattr(bundles, "MAX_BYTES", 100_000)
    assert len(data) < 100_000
    (found,) = check_bundle(data, "x.zip").diagnostics
    assert "together" in found.message
    (found,) = check_bundle(zipped(files), "x.zip").diagnostics
    assert "no bundle of ours has" in found.message


@pytest.mark.parametrize("parent", ["../../../district", "/etc", "..", "layers/../../x"])
def test_what_a_bundle_builds_on_is_in_the_bundle(tmp_path: Path, sound: Contents, oak: Path, cli: Cli, parent: str):
    """The settings in a bundle could name any folder of the machine that opens it."""
    (tmp_path / "x").mkdir()
    reaching = sound.files["partnership.yaml"] + f"extends: {parent}\n".encode()
    write(tmp_path, {"evil.zip": archive(listed({**sound.files, "partnership.yaml": reaching}))})
    before = tools.contents(tmp_path)
    done = cli("receive", tmp_path / "evil.zip", "--root", oak)
    assert done.exit_code == 1
    assert "[bad-parent]" in done.output
    assert tools.contents(tmp_path) == before


@pytest.mark.parametrize(
    "changes", [{"id": "other"}, {"name": "The State"}, {"version": "9"}, {"layers": "content"}, {"layers": "more"}]
)
def test_a_bundle_that_lies_about_its_history_is_not_received(
    tmp_path: Path, sound: Contents, oak: Path, cli: Cli, changes: dict[str, Any]
):
    layers = [layer.model_dump() for layer in sound.about.layers]
    if changes.get("layers") == "content":
        changes = {"layers": [{**layers[0], "content": "0" * 64}]}
    elif changes.get("layers") == "more":
        changes = {"layers": [*layers, {**layers[0], "at": "layers/1"}]}
    write(tmp_path, {"evil.zip": archive(listed(sound.files, **changes))})
    before = tools.contents(tmp_path)
    for how in ("parent", "documents"):
        done = cli("receive", tmp_path / "evil.zip", "--as", how, "--root", oak)
        assert done.exit_code == 1
        assert "error [bad-bundle] what it says of the libraries in it is not what they are" in done.output
    assert tools.contents(tmp_path) == before


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[press](javascript:alert(1))",
        "{{ config.items() }}",
        "{% include 'secret' %}",
    ],
)
def test_prose_that_would_run_is_refused(tmp_path: Path, sound: Contents, oak: Path, cli: Cli, words: str):
    name = "content/policy/third-policy.yaml"
    policy = tools.policy("third-policy", words).encode()
    write(tmp_path, {"evil.zip": about({**sound.files, name: policy}, layers=_true_layers(sound, name, policy))})
    before = tools.contents(tmp_path)
    for how in ("parent", "documents"):
        done = cli("receive", tmp_path / "evil.zip", "--as", how, "--root", oak)
        assert done.exit_code == 1
        assert "third-policy.yaml" in done.output
        assert "[bad-prose]" in done.output or "[unbalanced-braces]" in done.output, done.output
    assert tools.contents(tmp_path) == before


def _true_layers(contents: Contents, name: str, data: bytes) -> list[dict[str, Any]]:
    """The history of a bundle of one layer in which a file has changed."""
    files = {path: file.sha256 for path, file in contents.about.files.items()}
    files[name] = hashlib.sha256(data).hexdigest()
    lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(files.items()))
    return [{**contents.about.layers[0].model_dump(), "content": hashlib.sha256(lines.encode()).hexdigest()}]


# -- laws --------------------------------------------------------------------------------------------------------------

STEPS = st.sampled_from(["..", ".", "", "content", "Content", "x", "C:", "con", "é", "e\u0301", "\u202e", "a\\b", " "])
ENDINGS = st.sampled_from([".yaml", ".po", ".json", ".png", ".py", "", "/"])
NAMES = st.one_of(
    st.builds(lambda steps, end: "/".join(steps) + end, st.lists(STEPS, min_size=1, max_size=4), ENDINGS),
    st.text(min_size=1, max_size=20).filter(
        lambda name: "\0" not in name and not any("\ud800" <= c <= "\udfff" for c in name)
    ),
)
KINDS = st.sampled_from([0, stat.S_IFREG, stat.S_IFREG, stat.S_IFREG, stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO])
PACKED = st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
quick = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    """A bundle that is made once."""
    return packed(tools.small_library(tmp_path_factory.mktemp("plain")))


def unpacked(data: bytes) -> Iterator[tuple[Path, set[str]]]:
    """Where a bundle goes, and every file that is there afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "in" / "x.zip"
        write(file.parent, {"x.zip": data})
        opened = open_bundle(file, "x.zip", Path(folder) / "work")
        found = {path.relative_to(folder).as_posix() for path in Path(folder).rglob("*") if not path.is_dir()}
        assert found >= {"in/x.zip"}
        assert (opened.value is None) == bool(opened.diagnostics)
        yield Path(folder), found - {"in/x.zip"}


@quick
@given(entries=st.lists(st.tuples(NAMES, st.binary(max_size=30), KINDS, PACKED), max_size=4))
def test_no_zip_writes_anywhere_but_in_its_own_folder(plain: Contents, entries: list[tuple[str, bytes, int, int]]):
    extra = {name: (data, kind, packing) for name, data, kind, packing in entries if name not in plain.files}

    def change(info: zipfile.ZipInfo) -> None:
        if info.filename in extra:
            _, kind, info.compress_type = extra[info.filename]
            info.external_attr = (kind | 0o777) << 16

    data = archive(listed({**plain.files, **{name: data for name, (data, _, _) in extra.items()}}), change)
    place = f"work/bundles/{hashlib.sha256(data).hexdigest()}"
    for folder, found in unpacked(data):
        assert not any((folder / name).is_symlink() for name in found)
        wanted = {f"{place}/{name}" for name in {**plain.files, **extra}}
        assert found in (set(), wanted)


@quick
@given(
    changes=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=6), cut=st.booleans()
)
def test_a_damaged_bundle_is_refused_or_is_the_same(plain: Contents, changes: list[tuple[int, int]], cut: bool):
    data = bytearray(plain.data)
    for place, value in changes:
        data[place % len(data)] = value
    if cut:
        del data[changes[0][0] % len(data) :]
    checked = check_bundle(bytes(data), "x.zip")
    assert (checked.value is None) == (len(checked.diagnostics) == 1)
    if checked.value is not None:
        names = checked.value.files.keys() - {"bundle.json"}
        assert {name: checked.value.files[name] for name in names}.items() <= dict(plain.files).items()


@quick
@given(data=st.binary(max_size=400), start=st.sampled_from([b"", b"PK\3\4", b"PK\5\6" + b"\0" * 18]))
def test_no_bytes_bring_out_anything_but_a_refusal(data: bytes, start: bytes):
    checked = check_bundle(start + data, "x.zip")
    assert checked.value is None
    assert len(checked.diagnostics) == 1
