"""Changes of single places of a YAML file: what was meant has changed, and nothing else."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from layering import tree

from partnerkit.replicate.edit import Edit, NotEditableError

LAYOUTS = {
    "block": (
        "a: one # of two\nlist:\n  - id: x\n    text: >-\n      Two\n      lines.\n\n"
        "  # about y\n  - id: y # here\n    text: 'q' # there\nz: end\n"
    ),
    "indentless": "a: one\nlist:\n- id: x\n  text: t\n- id: y\n  text: |\n    u\n    v\nz: end",
    "flow items": "a: 'one'\nlist:\n  - {id: x, text: t}\n  - {id: y, text: u}\nz: end\n",
    "windows": "a: one\r\nlist:\r\n  - id: x\r\n    text: t\r\n  - id: y\r\n    text: u\r\nz: end\r\n",
    "mark": "\ufeffa: one\nlist:\n  - id: x\n    text: t\n  - id: y\n    text: u\nz: end\n",
    "dash alone": "a: one\nlist:\n  -\n    id: x\n    text: t\n  - # my-note\n    id: y\n    text: u\nz: end\n",
    "last": "a: one\nz: end\nlist:\n  - id: x\n    text: t\n  - id: y\n    text:\n",
}
VALUES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20),
    st.sampled_from(["yes", "a, b: [c]", "# no", "- x", "1", "two\nlines", "x " * 80 + "y", "{slot}", "it's", ' "q" ']),
)

WHAT = st.sampled_from(["put", "new", "drop", "append", "key", "all"])


def _plain(data: bytes) -> Any:
    return yaml.load(data.decode("utf-8-sig"), yaml.BaseLoader)  # noqa: S506  # it makes nothing but text


@pytest.mark.parametrize("layout", LAYOUTS)
@given(
    value=VALUES, what=st.sampled_from(["put", "new", "drop", "append", "key", "all"]), index=st.sampled_from([0, 1])
)
def test_what_comes_out_is_what_was_meant(layout: str, value: str, what: str, index: int):
    before = LAYOUTS[layout].encode()
    edit, meant = Edit(tree("x.yaml", before, "ours")), copy.deepcopy(_plain(before))
    if what in ("put", "all"):
        edit.put(("list", index, "text"), value)
        meant["list"][index]["text"] = value
    if what in ("new", "all"):
        edit.put(("list", index, "why"), value)
        meant["list"][index]["why"] = value
    if what in ("append", "all"):
        edit.append(("list",), {"id": "w", "text": value})
        meant["list"].append({"id": "w", "text": value})
    if what in ("drop", "all"):
        edit.drop(("list", 1 - index))
        del meant["list"][1 - index]
    if what == "key":
        edit.drop(("a",))
        edit.put(("z",), value)
        del meant["a"]
        meant["z"] = value
    assert _plain(edit.done()) == meant


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_file_that_is_not_changed_is_the_same_to_the_byte(layout: str):
    before = LAYOUTS[layout].encode()
    assert Edit(tree("x.yaml", before, "ours")).done() == before


def test_comments_stay_where_they_were():
    edit = Edit(tree("x.yaml", LAYOUTS["block"].encode(), "ours"))
    edit.put(("list", 1, "text"), "new")
    edit.put(("a",), "other")
    after = LAYOUTS["block"].replace("'q'", "new").replace("a: one", "a: other")
    assert edit.done() == after.encode()


def test_a_list_in_one_line_is_left_to_its_author():
    edit = Edit(tree("x.yaml", b"list: [{id: x}]\n", "ours"))
    with pytest.raises(NotEditableError):
        edit.append(("list",), {"id": "y"})
