"""Whether a logo is damaged is not for other programs in the same process to say."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageFile

from partnerkit.validate.picture import read_logo


def test_a_picture_that_ends_too_early_is_damaged_whatever_others_allow(monkeypatch: pytest.MonkeyPatch):
    drawn = io.BytesIO()
    Image.effect_noise((64, 64), 80).save(drawn, "PNG")
    data = drawn.getvalue()
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    assert isinstance(read_logo(data[: len(data) // 2]), str)
