"""Pictures that a school brings along: whatever is in a file ends as a picture or as words; the rest stays outside."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from partnerkit.load import MAX_PICTURE_BYTES, read_picture
from partnerkit.model.picture import Logo, Picture
from partnerkit.validate.picture import LARGE, SMALL, read_logo


def file_of(image: Image.Image, format_: str = "PNG", **options: object) -> bytes:
    """The bytes of a picture."""
    file = io.BytesIO()
    image.save(file, format_, **options)
    return file.getvalue()


def drawn(mode: str = "RGB", size: tuple[int, int] = (120, 60)) -> Image.Image:
    """A picture with a dark half."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1]), fill="#7a1f5c")
    return image.convert(mode)


def sound(data: bytes) -> Logo:
    """A logo that is right."""
    logo = read_logo(data)
    assert isinstance(logo, Logo), logo
    return logo


def opened(picture: Picture) -> Image.Image:
    """What is in a picture."""
    return Image.open(io.BytesIO(picture.data))


# -- what is kept ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_of_png_becomes_red_green_and_blue(mode: str):
    image = drawn("L").point(lambda value: value * 257, "I").convert("I;16") if mode == "I;16" else drawn(mode)
    small = sound(file_of(image)).small
    assert (small.format, small.transparent) == ("png", False)
    left, right = (opened(small).convert("RGB").getpixel(at) for at in ((10, 30), (110, 30)))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert max(left) < 140
    assert min(right) > 250


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_photograph_stays_one(mode: str):
    small = sound(file_of(drawn(mode), "JPEG")).small
    assert small.format == "jpg"
    assert opened(small).mode == "RGB"


def test_what_shows_through_goes_on_showing_through():
    image = drawn("RGBA")
    image.putpixel((100, 30), (0, 0, 0, 0))
    assert sound(file_of(image)).small.transparent
    assert not sound(file_of(drawn("RGBA"))).small.transparent


def test_a_picture_is_no_larger_than_300_dots_an_inch_can_show():
    logo = sound(file_of(drawn(size=(3000, 1000))))
    for picture, (width, height) in ((logo.large, LARGE), (logo.small, SMALL)):
        assert picture.width <= width / 25.4 * 300 + 1
        assert picture.height <= height / 25.4 * 300 + 1
        assert abs(picture.width / picture.height - 3) < 0.05
        assert opened(picture).size == (picture.width, picture.height)


def test_a_small_picture_is_not_blown_up():
    assert sound(file_of(drawn(size=(40, 20)))).large.width == 40


def test_nothing_but_the_picture_is_kept():
    exif = Image.Exif()
    exif[0x010E] = "a secret description"
    exif[0x0112] = 6
    logo = sound(file_of(drawn(), "JPEG", exif=exif, comment=b"a secret comment"))
    assert b"secret" not in logo.large.data + logo.small.data
    # It was held sideways, and stands upright now.
    assert logo.small.height > logo.small.width


def test_the_same_file_makes_the_same_bytes():
    data = file_of(drawn(size=(900, 300)))
    assert read_logo(data) == read_logo(data)


# -- what is refused ---------------------------------------------------------------------------------------------------


@given(st.binary(max_size=300))
def test_any_bytes_end_as_words(data: bytes):
    assert isinstance(read_logo(data), str)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([file_of(drawn("RGBA")), file_of(drawn("P")), file_of(drawn(), "JPEG")]),
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 255)), min_size=1, max_size=8),
    st.integers(0, 900),
)
def test_a_damaged_file_ends_as_a_picture_or_as_words(data: bytes, changes: list[tuple[int, int]], cut: int):
    damaged = bytearray(data)
    for at, value in changes:
        damaged[at % len(damaged)] = value
    assert isinstance(read_logo(bytes(damaged[: len(damaged) - cut % len(damaged)])), Logo | str)


def test_a_picture_that_fills_memory_is_not_read():
    """Two thousand million pixels in a few bytes."""
    head = bytearray(file_of(Image.new("1", (8, 8))))
    import struct
    import zlib

    head[16:24] = struct.pack(">II", 50000, 40000)
    head[29:33] = struct.pack(">I", zlib.crc32(bytes(head[12:29])))
    assert "pixels" in str(read_logo(bytes(head)))


# -- what is reached ---------------------------------------------------------------------------------------------------


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace beside something that is nobody's business."""
    (tmp_path / "secret.png").write_bytes(b"secret")
    here = tmp_path / "workspace"
    (here / "brand").mkdir(parents=True)
    (here / "brand" / "logo.png").write_bytes(b"ours")
    return here


def refusal(root: Path, name: str) -> str:
    """Why a file is not read."""
    found = read_picture(root, name)
    assert not isinstance(found, bytes)
    assert found[1]
    return found[0]


def test_a_file_of_the_workspace_is_read(root: Path):
    assert read_picture(root, "brand/logo.png") == b"ours"
    assert read_picture(root, "content/../brand/logo.png") == b"ours"
    (root / "brand" / "link.png").symlink_to("logo.png")
    assert read_picture(root, "brand/link.png") == b"ours"


def test_a_workspace_that_is_itself_reached_by_a_link_is_no_other_place(root: Path, tmp_path: Path):
    (tmp_path / "link").symlink_to(root)
    assert read_picture(tmp_path / "link", "brand/logo.png") == b"ours"


@pytest.mark.parametrize(
    "name", ["../secret.png", "brand/../../secret.png", "/etc/hostname", "brand/out.png", "out/secret.png"]
)
def test_nothing_outside_is_read_by_whatever_way(root: Path, name: str):
    (root / "brand" / "out.png").symlink_to("../../secret.png")
    (root / "out").symlink_to("..")
    assert "outside" in refusal(root, name)


@pytest.mark.parametrize("name", ["brand", ".", "brand/pipe.png"])
def test_what_is_no_file_keeps_nobody_waiting(root: Path, name: str):
    os.mkfifo(root / "brand" / "pipe.png")
    assert "not a file" in refusal(root, name)


@pytest.mark.parametrize("name", ["brand/loop.png", "a\0b", "x" * 300, "brand/logo.png/x", "none.png"])
def test_a_name_that_leads_nowhere_ends_as_words(root: Path, name: str):
    (root / "brand" / "loop.png").symlink_to("loop.png")
    assert refusal(root, name)


def test_a_file_that_may_not_be_read_ends_as_words(root: Path):
    path = root / "brand" / "logo.png"
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert "Permission denied" in refusal(root, "brand/logo.png")


def test_a_large_file_is_not_read(root: Path):
    (root / "brand" / "logo.png").write_bytes(b"0" * MAX_PICTURE_BYTES)
    assert isinstance(read_picture(root, "brand/logo.png"), bytes)
    (root / "brand" / "logo.png").write_bytes(b"0" * (MAX_PICTURE_BYTES + 1))
    assert "1 MB" in refusal(root, "brand/logo.png")
