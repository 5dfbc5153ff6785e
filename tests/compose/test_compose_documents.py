"""Composed documents: the core library in both languages, templates in their sandbox, prose that is never code."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

import pytest

from partnerkit.compose import Composer
from partnerkit.compose.check import check
from partnerkit.compose.parse import parse
from partnerkit.diagnostics import Diagnostic
from partnerkit.load import load
from partnerkit.model.document import Document
from partnerkit.model.element import Element, html
from partnerkit.model.kinds import DOCUMENT_KINDS
from partnerkit.model.library import Library, nodes_of, texts_of
from partnerkit.model.locales import language
from partnerkit.model.sources import Sources, SourceTree, Tree
from partnerkit.translate import read_catalogs, translate
from partnerkit.validate import validate
from partnerkit.world import packaged_library
from tools import CHECKOUT, reading

SOUND = Path(__file__).resolve().parents[1] / "cases" / "validate" / "sound"
TEMPLATES = packaged_library() / "templates"
DOCUMENTS = sorted(path.stem for kind in DOCUMENT_KINDS for path in (CHECKOUT / "content" / kind).glob("*.yaml"))
LANGUAGES = ("en", "es")

Workspace = Callable[[Mapping[str, str | bytes | None]], Path]


def sound(**changes: tuple[str, str]) -> dict[str, str | bytes | None]:
    """The files of a workspace with one document of every kind, some with a change (file stem, old and new words)."""
    files: dict[str, str | bytes | None] = {}
    for path in SOUND.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        if change := changes.get(path.stem.replace("-", "_")):
            assert change[0] in text
            text = text.replace(*change)
        files[path.relative_to(SOUND).as_posix()] = text
    return files


def library_of(root: Path) -> Library:
    checked = validate(load(root, TEMPLATES).value)
    assert checked.diagnostics == (), "\n".join(map(str, checked.diagnostics))
    return checked.value


def composed(root: Path, name: str, templates: Path = TEMPLATES) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    library = library_of(root)
    result = Composer(library, language("en"), templates).compose(library.documents[name])
    return result.value, result.diagnostics


def body_of(root: Path, name: str = "welcome") -> Element:
    document, found = composed(root, name)
    assert found == ()
    assert document is not None
    return document.body


# -- the core library --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def core() -> dict[str, dict[str, Document]]:
    """Every core document, composed and not filled, by language and id."""
    read = reading()
    documents: dict[str, dict[str, Document]] = {}
    for code, library in read.libraries.items():
        composer = Composer(library, language(code), TEMPLATES)
        documents[code] = {}
        for definition in library.documents.values():
            result = composer.compose(definition)
            assert result.diagnostics == ()
            assert result.value is not None
            documents[code][definition.id] = result.value
    return documents


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_core_document_keeps_the_rules(core: dict[str, dict[str, Document]], code: str, name: str):
    document = core[code][name]
    assert list(check(document.body)) == []
    assert (document.body.tag, document.body.get("lang"), document.body.get("dir")) == ("article", code, "ltr")
    assert document.body.get("data-document") == name
    assert document.outline[0].level == 1
    assert document.title
    assert document.facts.source.endswith(f"/{name}.yaml")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_addresses_are_the_same_in_every_language(core: dict[str, dict[str, Document]], name: str):
    """A link into a document goes to the same place, whatever language its reader has."""

    def addresses(code: str, attribute: str) -> list[str]:
        found = [element.get(attribute) for element in core[code][name].body.iter() if element.get(attribute)]
        # A glossary stands in the order of its words, which each language has of its own.
        return sorted(found) if name == "glossary-overview" else found

    for code in LANGUAGES:
        assert addresses(code, "id") == addresses("en", "id")
        assert addresses(code, "data-key") == addresses("en", "data-key")
        assert addresses(code, "data-if") == addresses("en", "data-if")
        assert sorted(set(addresses(code, "data-slot"))) == sorted(set(addresses("en", "data-slot")))
        assert addresses(code, "data-document") == addresses("en", "data-document")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_text_of_a_definition_is_in_its_document(core: dict[str, dict[str, Document]], name: str):
    """Nothing that an author wrote is left out by a template."""
    shown = "".join(core["en"][name].body.text.split())
    for text in texts_of(reading().libraries["en"].documents[name]):
        for part in text.message:
            if isinstance(part, str):
                for run in re.findall(r"[\w ,;.’]+", re.sub(r"\]\([^)]*\)", "]", part)):
                    assert "".join(run.split()) in shown, f"{text.key}: {run}"


def switched_on(tree: Tree, key: str, wanted: Collection[str]) -> Tree:
    """The same file with ``optional: true`` on the nodes with these id paths."""
    if isinstance(tree, list):
        ids = [item.get("id", index) if isinstance(item, dict) else index for index, item in enumerate(tree)]
        return [switched_on(item, f"{key}[{name}]", wanted) for item, name in zip(tree, ids, strict=True)]
    if isinstance(tree, dict):
        stem = key if key.endswith("#") else f"{key}."
        inner = {name: switched_on(value, f"{stem}{name}", wanted) for name, value in tree.items()}
        return {**inner, "optional": "true"} if key in wanted else inner
    return tree


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_switch_does_something(name: str):
    """What may be written ``optional: true`` can be switched off; where that means nothing, it may not be written."""
    read = reading()
    nodes = nodes_of(read.libraries["en"].documents[name])
    wanted = {node.key for node in nodes if hasattr(node, "optional")}
    definitions = tuple(
        SourceTree(tree.source, switched_on(tree.data, f"{name}#", wanted), tree.text)
        if tree.source.path.endswith(f"/{name}.yaml")
        else tree
        for tree in read.sources.definitions
    )
    checked = validate(Sources(read.sources.root, definitions, read.sources.interface, {}))
    assert checked.diagnostics == ()
    document = Composer(checked.value, language("en"), TEMPLATES).compose(checked.value.documents[name]).value
    assert document is not None
    switches = " ".join(element.get("data-if") for element in document.body.iter())
    assert sorted(key for key in wanted if json.dumps(key) not in switches) == []


# -- small documents ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["welcome", "together", "council", "spring-group", "liaison", "our-compact", "notes"])
def test_a_minimal_document_of_every_kind_composes(workspace: Workspace, name: str):
    """No optional part may be needed: each of these has only what its kind requires."""
    document, found = composed(workspace(sound()), name)
    assert found == ()
    assert document is not None
    assert list(check(document.body)) == []
    assert (document.title_language.code, document.translation.missing, document.filled) == ("en", 0, False)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Look: '{{' 7*7 '}}' stays.", "Look: {{ 7*7 }} stays."),
        ("'{'% for x in y %'}'", "{% for x in y %}"),
        ("'{'# no comment #'}'", "{# no comment #}"),
        ("'{{' definition.\\_\\_class\\_\\_ '}}'", "{{ definition.__class__ }}"),
        ("St Mary's & All Saints", "St Mary's & All Saints"),
        ("5 < 6 & 7 > 6", "5 < 6 & 7 > 6"),
        ("مدرسة النور", "مدرسة النور"),
        ("$& ${x} \\\\1".replace("{x}", "'{x}'"), "$& ${x} \\1"),
        ("``` `code` ~~~ | # == [ ] ( )", "``` `code` ~~~ | # == [ ] ( )"),
        ("a \\*star\\*", "a *star*"),
        ("1/2 & 50\u00a0%", "1/2 & 50\u00a0%"),
    ],
)
def test_prose_is_words_and_never_code(workspace: Workspace, written: str, words: str):
    """Neither Jinja nor HTML nor anything else reads what an author wrote; only a little Markdown does."""
    quoted = "'" + written.replace("'", "''") + "'"
    body = body_of(workspace(sound(welcome=("So that everyone is welcome.", quoted))))
    (block,) = [element for element in body.iter() if element.get("data-key") == "welcome#purpose"]
    assert block.children == (words,)
    assert parse(html(body)) == body


@pytest.mark.parametrize(
    ("written", "markup"),
    [
        ("**a** *b*", "<strong>a</strong> <em>b</em>"),
        ("[a](https://example.org/?b=c&d=e)", '<a href="https://example.org/?b=c&amp;d=e">a</a>'),
        ("[a](doc:together)", '<a data-document="together">a</a>'),
        (
            "**{school.name}**",
            (
                '<strong><span class="slot" data-slot="school.name" data-type="name" data-format="" data-style="">'
                "school name</span></strong>"
            ),
        ),
        ("a  b", "a b"),
    ],
)
def test_the_little_markdown_that_there_is(workspace: Workspace, written: str, markup: str):
    body = body_of(workspace(sound(welcome=("So that everyone is welcome.", f'"{written}"'))))
    (block,) = [element for element in body.iter() if element.get("data-key") == "welcome#purpose"]
    assert html(block) == f'<p data-key="welcome#purpose">{markup}</p>'


def test_blocks_are_paragraphs_and_lists(workspace: Workspace):
    prose = "|-\n  One.\n  Still one.\n\n  - a\n  - b\n    - c\n\n  1. d\n"
    body = body_of(workspace(sound(welcome=("So that everyone is welcome.", prose))))
    blocks = [element for element in body.iter() if element.get("data-key") == "welcome#purpose"]
    assert [(block.tag, block.text) for block in blocks] == [("p", "One. Still one."), ("ul", "a b c"), ("ol", "d")]


def test_no_word_is_lost_in_deep_lists(workspace: Workspace):
    """Markdown stops at some depth; what it would drop has to be refused."""
    document, found = composed(
        workspace(sound(welcome=("So that everyone is welcome.", f'"{"- " * 30}deep"'))), "welcome"
    )
    assert found or (document is not None and "deep" in document.body.text)


def test_untranslated_blocks_say_what_language_they_are_in(workspace: Workspace):
    """A screen reader has to be told when the language changes, block by block."""
    catalog = (
        'msgctxt "welcome#title"\nmsgid "Welcome"\nmsgstr "Bienvenidos"\n\n'
        'msgctxt "welcome#scope"\nmsgid "All of {school.name}."\nmsgstr "Todo {school.name}."\n'
    )
    root = workspace({**sound(), "content/locale/ar/welcome.po": catalog})
    library = library_of(root)
    entries = read_catalogs(load(root, TEMPLATES).value.catalogs["ar"]).value
    localized = translate(library, entries, language("ar")).value
    document = Composer(localized, language("ar"), TEMPLATES).compose(localized.documents["welcome"]).value
    assert document is not None
    assert (document.body.get("lang"), document.body.get("dir")) == ("ar", "rtl")
    assert (document.title, document.title_language.code) == ("Bienvenidos", "ar")
    blocks = {element.get("data-key"): element for element in document.body.iter() if element.get("data-key")}
    assert blocks["welcome#scope"].get("lang") == ""
    assert (blocks["welcome#purpose"].get("lang"), blocks["welcome#purpose"].get("dir")) == ("en", "ltr")
    assert "untranslated" in blocks["welcome#purpose"].classes
    assert document.translation.missing > 0
    assert list(check(document.body)) == []


# -- templates ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def templates(tmp_path: Path) -> Callable[[str], Path]:
    """A templates folder whose template for policies has this inside its article."""

    def make(inside: str) -> Path:
        folder = tmp_path / "templates"
        shutil.copytree(TEMPLATES / "documents", folder / "documents")
        (folder / "documents" / "policy.html.j2").write_text(
            f'<article><h1 id="top">{{{{ line(definition.title) }}}}</h1>{inside}</article>', encoding="utf-8"
        )
        return folder

    return make


@pytest.mark.parametrize(
    "inside",
    [
        "{{ definition.__class__ }}",
        "{{ definition.__class__.__mro__[1].__subclasses__() }}",
        "{{ ''.__class__ }}",
        "{{ line.__globals__ }}",
        "{{ ui.__func__.__globals__['json'] }}",
        "{{ library.__init__.__globals__ }}",
        "{{ definition['__class__'] }}",
        "{{ definition | attr('__class__') | string }}",
        "{{ '{0.__class__}'.format(definition) }}",
        "{{ definition.nothing }}",
        "{{ nothing }}",
        "{{ ui('there-is-no-such-string') }}",
        "{{ 1 / 0 }}",
        "{{ 'a' + 1 }}",
        "{% for %}",
        "{% include 'nothing.html.j2' %}",
        "{% include '../../../../../../../../etc/passwd' %}",
        "{{ definition.statements.append(1) }}",
        "{% do definition %}",
        "<p>",
        "<p>&nbsp;</p>",
    ],
)
def test_a_template_that_reaches_out_or_breaks_is_a_diagnostic(
    workspace: Workspace, templates: Callable[[str], Path], inside: str
):
    """A district writes templates of its own; a slip in one of them may neither leak nor end in a traceback."""
    document, found = composed(workspace(sound()), "welcome", templates(inside))
    assert document is None
    assert [diagnostic.code for diagnostic in found] == ["bad-template"]
    assert found[0].span.file == "content/policy/welcome.yaml"
    assert "policy.html.j2" in str(found[0])


def test_a_template_escapes_what_it_prints(workspace: Workspace, templates: Callable[[str], Path]):
    root = workspace(sound(welcome=('code: "6020"', 'code: "<b>&</b>"')))
    document, found = composed(root, "welcome", templates("<p>{{ definition.code }}</p>"))
    assert found == ()
    assert document is not None
    assert document.body.children[1] == Element("p", (), ("<b>&</b>",))


def test_a_template_that_breaks_the_rules_is_a_diagnostic(workspace: Workspace, templates: Callable[[str], Path]):
    _, found = composed(workspace(sound()), "welcome", templates('<p onclick="x">a</p><h3>b</h3>'))
    assert [diagnostic.code for diagnostic in found] == ["bad-document", "bad-document"]
