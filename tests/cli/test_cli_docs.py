"""What the README, the guide for contributors and the example tell people to type exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from partnerkit.cli import main

_RIVERBEND = tuple(f"examples/riverbend/{name}README.md" for name in ("", "district/", "maple/", "oak/", "cedar/"))
GUIDES = ("README.md", "CONTRIBUTING.md", *_RIVERBEND, "examples/riverbend/cedar-last-year/README.md")


def _commands(text: str) -> Iterator[list[str]]:
    """Every command in a code block or between backticks."""
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    inline = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))
    for line in [*(line for block in blocks for line in _typed(block)), *inline]:
        words = line.split("#")[0].removeprefix("$ ").split()
        if words and words[0] in ("make", "partnerkit", "mkdocs"):
            yield words


def _typed(block: str) -> list[str]:
    """The lines of a block that somebody types; where some begin with a $, the others are answers."""
    lines = block.splitlines()
    return [line for line in lines if line.startswith("$ ")] or lines


@pytest.fixture(scope="module")
def commands(checkout: Path) -> list[list[str]]:
    """Every command that a guide shows."""
    return [words for name in GUIDES for words in _commands((checkout / name).read_text(encoding="utf-8"))]


def test_every_target_of_make_exists(checkout: Path, commands: list[list[str]]):
    targets = set(re.findall(r"^([a-z][\w-]*):", (checkout / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    wanted = {
        word for words in commands if words[0] == "make" for word in words[1:] if re.fullmatch(r"[a-z][\w-]*", word)
    }
    assert wanted >= {"test"}
    assert wanted <= targets


def test_every_command_of_partnerkit_exists_with_its_options(commands: list[list[str]]):
    shown = set()
    for words in commands:
        if words[0] != "partnerkit":
            continue
        command: click.Command = main
        rest = words[1:]
        while isinstance(command, click.Group) and rest and not rest[0].startswith(("-", "…")):
            name = rest.pop(0)
            assert name in command.commands, words
            shown.add(name)
            command = command.commands[name]
        known = {name for parameter in command.params for name in parameter.opts} | {"--help", "-h", "--version"}
        assert {word.split("=")[0] for word in rest if re.match(r"--?[a-z]", word)} <= known, words
    assert shown >= set(main.commands), "a command that no guide mentions"


def test_every_file_that_a_guide_links_to_is_there(checkout: Path):
    for name in GUIDES:
        text = re.sub(r"`[^`]*`", "", (checkout / name).read_text(encoding="utf-8"))
        links = [link for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) if "://" not in link]
        assert [link for link in links if not (checkout / name).parent.joinpath(link).exists()] == [], name


def test_the_stages_of_the_readme_are_those_of_the_code(checkout: Path):
    """The picture in the README, the one in pipeline.py and the names of the modules are one and the same."""
    road = r"load → resolve → [a-z →]+ → publish"
    (drawn,) = set(re.findall(road, (checkout / "README.md").read_text(encoding="utf-8")))
    code = checkout / "generator" / "partnerkit"
    assert drawn in (code / "pipeline.py").read_text(encoding="utf-8")
    for stage in drawn.split(" → "):
        assert (code / f"{stage}.py").is_file() or (code / stage / "__init__.py").is_file(), stage
