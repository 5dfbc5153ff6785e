"""The term base: one thing has one name in each language, and ``partnerkit check`` says where it has another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import polib
import pytest

from partnerkit.diagnostics import Diagnostic, Severity, Span
from partnerkit.load import load
from partnerkit.model.library import Library
from partnerkit.model.locales import language
from partnerkit.model.sources import Sources
from partnerkit.model.text import Text
from partnerkit.translate import Entry, notes_on, read_catalogs, translate, updated_catalog
from partnerkit.translate.terms import term_base, terms_in
from partnerkit.validate import validate
from partnerkit.world import packaged_library
from tools import policy

Workspace = Callable[[Mapping[str, str | bytes | None]], Path]

ENGLISH = (
    ("steering committee", "steering-committee"),
    ("family engagement policy", "family-engagement-policy"),
    ("family engagement policies", "family-engagement-policy"),
    ("family engagement", "family-engagement"),
    ("school-family agreement", "school-family-agreement"),
    ("principal", "principal"),
    ("Title I", "title-i"),
)


# -- what a text names -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("The steering committee meets.", {"steering-committee"}),
        ("Two Steering Committees meet.", {"steering-committee"}),
        ("The steering committee’s plan", {"steering-committee"}),
        ("The steering\ncommittee meets.", {"steering-committee"}),
        ("The **steering** committee meets.", {"steering-committee"}),
        ("A family engagement policy", {"family-engagement-policy"}),
        ("Our family engagement policies", {"family-engagement-policy"}),
        ("The family engagement policy and family engagement", {"family-engagement-policy", "family-engagement"}),
        ("The school–family agreement", {"school-family-agreement"}),
        ("Title I asks for it.", {"title-i"}),
        ("The title is long.", set()),
        ("Two principals", {"principal"}),
        ("The principally right way", set()),
        ("Our subprincipal", set()),
        ("{principal.name} answers.", set()),
        ("Read [this page](doc:principal).", set()),
        ("Read [the principal’s page](doc:first-page).", {"principal"}),
        ("{n, plural, one {# principal} other {# steering committees}}", {"principal", "steering-committee"}),
        ("The steering {school.name} committee", set()),
    ],
)
def test_a_text_names_a_term_by_whole_words_and_the_longest_counts(source: str, named: set[str]):
    assert terms_in(source, ENGLISH) == named


def test_without_terms_nothing_is_named():
    assert terms_in("The steering committee meets.", ()) == frozenset()


# -- what a translation keeps ------------------------------------------------------------------------------------------

_TERMS = """\
kind: terms
id: terms
terms:
  - {id: steering-committee, term: steering committee, note: It steers.}
  - {id: principal, term: principal}
"""


def catalog(entries: Mapping[str, tuple[str, str]], comment: str = "") -> bytes:
    """A PO file of id path, source and translation."""
    po = polib.POFile()
    po.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    po.extend(polib.POEntry(msgctxt=k, msgid=s, msgstr=t, tcomment=comment) for k, (s, t) in entries.items())
    return f"{po}\n".encode()


@pytest.fixture
def check(workspace: Workspace) -> Callable[..., list[Diagnostic]]:
    """Says what is found when a sentence with a term is translated, given the accepted forms."""

    def found(
        code: str,
        forms: str,
        target: str,
        *,
        english: str = "steering committee",
        comment: str = "",
        terms: str = _TERMS,
    ) -> list[Diagnostic]:
        source = f"The {english} answers."
        folder = f"content/locale/{code}"
        files: dict[str, str | bytes | None] = {
            "content/terms.yaml": terms,
            "content/policy/welcome.yaml": policy("welcome", source),
            f"{folder}/welcome.po": catalog({"welcome#statements[answer].text": (source, target)}, comment),
        }
        if forms:
            files[f"{folder}/terms.po"] = catalog({"terms#terms[steering-committee].term": (english, forms)})
        root = workspace(files)
        sources = load(root, packaged_library() / "templates").value
        checked = validate(sources)
        assert checked.diagnostics == ()
        read = read_catalogs(file for file in sources.catalogs[code] if file.path.startswith("content/"))
        return [*read.diagnostics, *translate(checked.value, read.value, language(code)).diagnostics]

    return found


KEPT = [
    ("es", "comité directivo | comités directivos", "El comité directivo contesta."),
    ("es", "comité directivo | comités directivos", "Los Comités Directivos contestan."),
    ("es", "comité directivo", "El **comité** directivo contesta."),
    ("es", "comité directivo", "El comite\u0301 directivo contesta."),
    ("es", "comité directivo", "El [comité directivo](doc:welcome) contesta."),
    ("fr", "comité de pilotage", "L’avis du comité de pilotage."),
    ("fr", "accord entre l'école et les familles", "L’accord entre l’école et les familles."),
    ("ru", "руководящий комитет | руководящ* комитет*", "Ответ даёт совет при руководящем комитете."),
    ("so", "guddiga hagista | guddi* hagist*", "Guddigii hagistu waa jawaabaa."),
    ("ht", "komite dirijan", "Komite dirijan an reponn."),
    ("vi", "ban điều hành", "Ban điều hành trả lời."),
    ("zh-Hans", "指导委员会", "由指导委员会答复。"),
    ("ar", "اللجنة التوجيهية | لجنة توجيهية", "تجيب عن ذلك واللجنة التوجيهية معكم."),
    ("ar", "اللجنة التوجيهية", "تجيب اللَّجْنة التوجيهيّة."),
    ("ar", "اللجنة التوجيهية", "تجيب اللجنـــة التوجيهية."),
    ("ur", "رہنما کمیٹی", "رہنما کمیٹیوں کا جواب۔"),
    ("ur", "رہنما کمیٹی | رہنما * کمیٹی", "رہنما دوسری کمیٹی جواب دیتی ہے۔"),
]
NOT_KEPT = [
    ("es", "comité directivo | comités directivos", "El grupo coordinador contesta."),
    ("es", "comité directivo", "El subcomité directivo contesta."),
    ("es", "comité directivo", "El comité directivos contesta."),
    ("es", "comité", "Vea [esta página](https://example.org/comité)."),
    ("ru", "руководящий комитет", "Ответ при руководящем комитете."),
    ("ru", "руководящий комитет | руководящ* комитет*", "Отвечает управляющий комитет."),
    ("so", "guddiga hagista", "Guddiga maamulku waa jawaabaa."),
    ("vi", "ban điều hành", "Ban dieu hanh trả lời."),
    ("zh-Hans", "指导委员会", "由指导小组答复。"),
    ("ar", "اللجنة التوجيهية | لجنة توجيهية", "تجيب لجنة القيادة."),
    ("ur", "رہنما کمیٹی", "رہنما دوسری کمیٹی جواب دیتی ہے۔"),
]


@pytest.mark.parametrize(("code", "forms", "target"), KEPT)
def test_a_term_is_kept_in_every_script(check: Callable[..., list[Diagnostic]], code: str, forms: str, target: str):
    assert [str(one) for one in check(code, forms, target)] == []


@pytest.mark.parametrize(("code", "forms", "target"), NOT_KEPT)
def test_another_word_is_a_warning_with_the_forms(
    check: Callable[..., list[Diagnostic]], code: str, forms: str, target: str
):
    (one,) = check(code, forms, target)
    assert (one.code, one.severity) == ("term-not-kept", Severity.WARNING)
    assert one.span.file == f"content/locale/{code}/welcome.po"
    assert one.span.line > 1
    assert "'steering committee'" in one.message
    assert all(f"'{form.strip()}'" in one.hint for form in forms.split("|"))
    assert "# term: steering-committee" in one.hint


@pytest.mark.parametrize("comment", ["term: steering-committee", "A law says so.\nterm: steering-committee"])
def test_a_translator_may_put_a_term_otherwise(check: Callable[..., list[Diagnostic]], comment: str):
    assert check("es", "comité directivo", "El grupo contesta.", comment=comment) == []
    assert check("es", "comité directivo", "El grupo contesta.", comment=comment.replace("term:", "word:")) != []


def test_an_excuse_from_another_term_excuses_nothing(check: Callable[..., list[Diagnostic]]):
    (one,) = check("es", "comité directivo", "El grupo contesta.", comment="term: principal")
    assert one.code == "term-not-kept"


def test_an_excuse_from_a_term_that_does_not_exist_is_a_warning(check: Callable[..., list[Diagnostic]]):
    (one,) = check("es", "comité directivo", "El comité directivo contesta.", comment="term: steering-comittee")
    assert (one.code, one.severity) == ("unknown-term", Severity.WARNING)
    assert "Did you mean 'steering-committee'?" in one.hint


def test_an_excuse_in_the_words_of_the_interface_may_be_from_a_term_of_the_core_library(workspace: Workspace):
    """They come with the templates; a school that has terms of its own, or none, could not mend them."""
    root = workspace({})
    library = validate(load(root, packaged_library() / "templates").value).value
    key, text = next(iter(library.interface.items()))
    entry = Entry(text.source, "Palabras", False, Span("templates/locale/es/x.po", 1, 1), False, frozenset({"charter"}))
    assert translate(library, {f"interface#{key}": entry}, ES).diagnostics == ()


def test_a_term_without_a_translation_is_not_looked_for(check: Callable[..., list[Diagnostic]]):
    """A new language begins with no terms at all."""
    assert check("es", "", "El grupo contesta.") == []


def test_the_translation_of_a_term_whose_english_has_changed_is_not_used(check: Callable[..., list[Diagnostic]]):
    terms = _TERMS.replace("term: steering committee", "term: guiding committee, also: [steering committee]")
    assert {one.code for one in check("es", "comité directivo", "El grupo contesta.", terms=terms)} == {
        "stale-translation"
    }


@pytest.mark.parametrize("forms", ["comité directivo | ", "comité directivo | *", "comité* directivo*"])
def test_forms_that_are_not_written_as_they_should_be_are_a_warning(check: Callable[..., list[Diagnostic]], forms: str):
    (one,) = check("es", forms, "El grupo contesta.")
    assert (one.code, one.span.file) == ("bad-term", "content/locale/es/terms.po")


def test_a_role_of_that_name_has_the_preferred_form(workspace: Workspace):
    """What a form accepts inside a sentence is not yet a title."""

    def codes(title: str) -> list[str]:
        root = workspace(
            {
                "content/terms.yaml": _TERMS,
                "content/locale/es/roles.po": catalog({"roles#roles[principal].title": ("Principal", title)}),
                "content/locale/es/terms.po": catalog(
                    {"terms#terms[principal].term": ("principal", "directora o director | dirección | director*")}
                ),
            }
        )
        sources = load(root, packaged_library() / "templates").value
        library = validate(sources).value
        read = read_catalogs(file for file in sources.catalogs["es"] if file.path.startswith("content/"))
        return [one.code for one in translate(library, read.value, ES).diagnostics]

    assert codes("Directora o director") == []
    assert codes("Dirección") == ["term-not-kept"]
    assert codes("La directora o director") == ["term-not-kept"]


def test_a_catalog_tells_its_translator_what_a_term_means_and_how_to_write_it(library: Library):
    notes = notes_on(library.terms)
    made = updated_catalog([term.term for term in library.terms], None, ES, "Test library", notes=notes)
    entry = polib.pofile(made).find("steering committee")
    assert "The committee of families and staff" in entry.comment
    assert "preferred form first" in entry.comment
    assert updated_catalog([term.term for term in library.terms], made, ES, "Test library", notes=notes) == made


# -- the library -------------------------------------------------------------------------------------------------------

ES = language("es")


@cache
def _checked() -> tuple[Sources, Library]:
    root = packaged_library()
    sources = load(root, root / "templates").value
    return sources, validate(sources).value


@pytest.fixture
def library() -> Library:
    """The core library."""
    return _checked()[1]


CODES = sorted(_checked()[0].catalogs)


def test_a_term_of_the_library_is_one_that_it_uses(library: Library):
    """A word that stands once can't be translated in two ways."""
    english = term_base(library, {}, ES).english
    texts: list[Text] = [text for area, text in library.texts() if area != "terms"]
    used = [term for text in texts for term in terms_in(text.source, english)]
    assert len(library.terms) >= 20
    assert {term.id: used.count(term.id) for term in library.terms if used.count(term.id) < 3} == {}


@pytest.mark.parametrize("code", CODES)
def test_every_language_has_a_name_for_every_term_and_keeps_it(code: str):
    sources, library = _checked()
    read = read_catalogs(sources.catalogs[code])
    assert [*term_base(library, read.value, language(code)).forms] == [term.id for term in library.terms]
    found = [*read.diagnostics, *translate(library, read.value, language(code)).diagnostics]
    assert [str(one) for one in found] == []


@pytest.mark.parametrize("code", CODES)
def test_another_name_for_any_term_would_be_found(code: str):
    """The check is not quiet because it is asleep: with forms that nobody uses, every use is reported."""
    sources, library = _checked()
    catalog_ = dict(read_catalogs(sources.catalogs[code]).value)
    own = {term.term.key for term in library.terms}
    for key in own:
        catalog_[key] = type(catalog_[key])(catalog_[key].source, "qqq", fuzzy=False, span=catalog_[key].span)
    found = translate(library, catalog_, language(code)).diagnostics
    base = term_base(library, catalog_, language(code))
    expected = sum(
        len(terms_in(text.source, base.english) - catalog_[text.key].otherwise)
        for _, text in library.texts()
        if text.key in catalog_ and text.key not in own and catalog_[text.key].target
    )
    assert [one.code for one in found] == ["term-not-kept"] * expected
    assert expected > 100
