"""Many schools together: how they stand in one table, and their sites with a page that leads to them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from lxml import html
from schooling import FAST, district, overlay, school, three_schools

import tools
from partnerkit.execute.memo import Memo
from partnerkit.execute.progress import Timeline
from partnerkit.reading import read
from partnerkit.replicate import fleet_build
from partnerkit.replicate.fleet import School
from partnerkit.replicate.fleet_build import Place, build_schools, open_fleet, publish_portal, published
from partnerkit.replicate.portal import Published
from partnerkit.world import World
from sharing import catalog, write

Cli = Callable[..., Result]


@pytest.fixture
def schools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Three schools of a district; the working folder is the one around them."""
    monkeypatch.chdir(tmp_path)
    return three_schools(tmp_path)


def break_elm() -> None:
    """Elm changes what its district has locked."""
    change = {"at": "third-policy#statements[answer].text", "replace": "No."}
    Path("schools/elm/overlay/ours.yaml").write_text(overlay([change]), encoding="utf-8")


# -- status ------------------------------------------------------------------------------------------------------------


def test_a_row_says_how_a_school_stands(schools: list[str], cli: Cli):
    done = cli("fleet", "status", *schools, "--today", "2027-01-01")
    assert (done.exit_code, done.stderr) == (0, "")
    rows = [line.split() for line in done.stdout.splitlines()]
    assert rows[1] == ["Maple", "School", "riverbend", "1.2", "2", "0", "0", "0", "en", "es", "sound"]
    assert rows[2] == ["Oak", "School", "riverbend", "1.2", "2", "1", "1", "1", "en", "es", "sound"]
    assert rows[3] == ["Elm", "School", "riverbend", "1.2", "2", "0", "0", "0", "en", "sound"]
    assert done.stdout.splitlines()[-1] == "3 schools: 3 sound, 1 override to look at."


def test_programs_get_the_same(schools: list[str], cli: Cli):
    told = json.loads(cli("fleet", "status", *schools, "--today", "2027-09-16", "--json").stdout)
    oak = next(one for one in told["schools"] if one["id"] == "oak")
    assert told["today"] == "2027-09-16"
    assert oak == {
        "folder": "schools/oak",
        "id": "oak",
        "name": "Oak School",
        "extends": {"id": "riverbend", "version": "1.2"},
        "overrides": 2,
        "documents": 1,
        "attention": 1,
        "overdue": ["first-policy", "fourth-policy", "own-policy", "second-policy", "third-policy"],
        "languages": ["en", "es"],
        "sound": True,
        "errors": [],
    }


def test_a_review_is_overdue_from_the_day_after_on(schools: list[str], cli: Cli):
    def overdue(today: str) -> list[str]:
        told = json.loads(cli("fleet", "status", schools[0], "--today", today, "--json").stdout)
        return list(told["schools"][0]["overdue"])

    assert overdue("2027-09-15") == []
    assert len(overdue("2027-09-16")) == 4
    path = Path("riverbend/content/policy/first-policy.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("status: draft", "status: retired"), encoding="utf-8")
    assert "first-policy" not in overdue("2027-09-16")


def test_a_school_with_errors_is_named_with_its_line_and_ends_the_command_with_1(schools: list[str], cli: Cli):
    break_elm()
    done = cli("fleet", "status", *schools)
    assert done.exit_code == 1
    assert done.stdout.splitlines()[3].endswith("?  en         1 error")
    assert "schools/elm/overlay/ours.yaml:4:7: error [locked]" in done.stderr
    assert "The lock is at riverbend/overlay/locks.yaml:" in done.stderr
    assert cli("fleet", "status", *schools, "--json").exit_code == 1


def test_a_school_whose_files_cannot_be_read_has_a_row_all_the_same(schools: list[str], cli: Cli):
    Path("schools/elm/partnership.yaml").write_text("kind: [", encoding="utf-8")
    Path("schools/oak/overlay/ours.yaml").write_text("a: b: c", encoding="utf-8")
    told = json.loads(cli("fleet", "status", *schools, "--json").stdout)
    assert [(one["id"], one["sound"]) for one in told["schools"]] == [("maple", True), ("oak", False), ("elm", False)]


def test_folders_without_a_workspace_are_named_and_left_out(schools: list[str], cli: Cli, tmp_path: Path):
    write(tmp_path / "schools/notes", {"notes.txt": "Nothing."})
    done = cli("fleet", "status", *schools, "schools/notes", "schools/maple/../maple")
    assert done.stderr == "schools/notes is left out: there is no partnership.yaml in it.\n"
    assert "3 schools" in done.stdout
    assert cli("fleet", "status", "schools/notes").exit_code == 2


@pytest.mark.parametrize("command", [("status",), ("build", "--out", "public")])
def test_two_schools_with_the_same_id_are_refused(schools: list[str], cli: Cli, command: tuple[str, ...]):
    school(Path("schools/other"), [], id="oak")
    done = cli("fleet", command[0], *schools, "schools/other", *command[1:])
    assert done.exit_code == 1
    assert "schools/other/partnership.yaml: error [duplicate-id] the id 'oak' is also that of" in done.stderr
    assert not Path("public").exists()


# -- what schools share ------------------------------------------------------------------------------------------------


def test_what_is_made_once_for_all_is_what_each_school_would_make_alone(schools: list[str]):
    translated = {"key": "statements[answer].heading", "source": "An answer", "target": "Una respuesta"}
    write(Path("riverbend"), {"content/locale/es/first-policy.po": catalog(**translated)})
    ours = {"key": "statements[answer].text", "source": FAST, "target": "Respondemos en dos días."}
    write(Path("schools/oak"), {"content/locale/es/first-policy.po": catalog(**ours)})
    memo = Memo()
    for _ in range(2):
        for name in schools:
            world = World.at(Path(name).resolve())
            alone, shared = read(world, Timeline()), read(world, Timeline(), memo)
            assert alone.value is not None
            assert shared.value is not None
            assert alone.diagnostics == shared.diagnostics
            for part in ("sources", "libraries", "coverage", "published"):
                assert getattr(alone.value, part) == getattr(shared.value, part), part
            for code, documents in alone.value.documents.items():
                assert shared.value.documents[code] == documents


def test_a_document_that_names_one_that_a_school_has_renamed_is_composed_anew(schools: list[str]):
    first = Path("riverbend/content/policy/first-policy.yaml")
    text = first.read_text(encoding="utf-8")
    first.write_text(text.replace("responsible:", "related: [second-policy]\nresponsible:"), encoding="utf-8")
    renamed = {"at": "second-policy#title", "replace": "Another name"}
    Path("schools/elm/overlay/ours.yaml").write_text(overlay([renamed]), encoding="utf-8")
    memo = Memo()
    for name, said in ((schools[0], "Second policy"), ("schools/elm", "Another name"), (schools[0], "Second policy")):
        reading = read(World.at(Path(name).resolve()), Timeline(), memo).value
        assert reading is not None
        assert said in reading.documents["en"]["first-policy"].body.text


def test_a_memo_keeps_nothing_that_only_one_school_has():
    memo, kept = Memo(), object()
    assert memo.once("a", (), lambda: kept) is memo.once("a", (), object)
    assert memo.once("b", (kept,), lambda: "first") == memo.once("b", (kept,), lambda: "second")
    assert memo.once("b", (object(),), lambda: "mine") == "mine"
    assert memo.once("b", (kept, object()), lambda: "mine too") == "mine too"


# -- build -------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_sites_of_all_schools_and_a_page_that_leads_to_them(schools: list[str], run_cli: tools.Command):
    def build() -> tools.Ran:
        return run_cli("fleet", "build", *schools, "--out", "public", cwd=Path.cwd())

    done = build()
    assert (done.code, done.out.splitlines()[-1]) == (
        0,
        "3 of 3 schools are up to date; public/index.html leads to 3.",
    ), done.err
    before = tools.contents(Path("public"))
    assert {path.name for path in Path("schools/maple").iterdir()} == {"overlay", "partnership.yaml"}
    check_portal(Path("public"))
    again = build()
    assert again.out.count("nothing has changed") == 3
    assert tools.contents(Path("public")) == before
    break_elm()
    failed = build()
    assert failed.code == 1
    assert "Elm School: could not be published; its last good site stays in public/elm" in failed.out
    assert "schools/elm/overlay/ours.yaml:4:7: error [locked]" in failed.err
    assert tools.contents(Path("public")) == before


def check_portal(out: Path) -> None:
    """Every page of the portal: whole, in its language, with links that lead somewhere, and nothing from elsewhere."""
    listed = json.loads((out / "fleet.json").read_bytes())
    assert [one["id"] for one in listed["schools"]] == ["elm", "maple", "oak"]
    for code, name in (("en", "index.html"), ("es", "es/index.html")):
        page = html.document_fromstring((out / name).read_text(encoding="utf-8"))
        assert (page.get("lang"), page.get("dir")) == (code, "ltr")
        assert len(page.xpath("//h1")) == 1
        assert page.xpath("//title")[0].text.endswith(" – Riverbend")
        assert not page.xpath("//script")
        for link in page.xpath("//*[@href or @src]"):
            address = link.get("href") or link.get("src")
            if address.startswith("https://"):
                assert link.tag == "a"  # a link that nobody follows asks for nothing
            elif not address.startswith("#"):
                assert ((out / name).parent / address).resolve().is_file(), address
        cards = page.xpath("//li[@class='school']")
        assert [card.xpath("string(.//h2)") for card in cards] == ["Elm School", "Maple School", "Oak School"]
        languages = [[one.get("lang") for one in card.xpath(".//ul//a")] for card in cards]
        both = ["en", "es"] if code == "en" else ["es", "en"]
        assert languages == [["en"], both, both]
        assert cards[1].xpath("string(.//p)") == {"en": "1 kit", "es": "1 paquete"}[code]


def fleet_of(schools: list[str], out: str = "public") -> tuple[list[School], Place]:
    names = [Path(name).name for name in schools]
    place = Place(Path(out).resolve(), out, Path(".work").resolve())
    found = [School(Path(name).resolve(), name, id_, id_.title()) for name, id_ in zip(schools, names, strict=True)]
    return found, place


def refused(schools: list[str], out: str = "public") -> list[str]:
    opened = open_fleet(*fleet_of(schools, out), Memo())
    assert opened.value is None
    return [f"{one.span} [{one.code}] {one.message}" for one in opened.diagnostics]


def test_a_page_of_somebody_else_is_not_written_over(schools: list[str], tmp_path: Path):
    write(tmp_path / "public", {"index.html": "Mine."})
    assert refused(schools) == ["public [not-ours] this folder holds a page that was not made here"]
    assert refused(schools, "riverbend") == ["riverbend [not-ours] this folder holds the sources of a library"]


def test_a_school_is_not_called_like_a_language_of_its_district(schools: list[str]):
    school(Path("schools/es"), [])
    (problem,) = refused([*schools, "schools/es"])
    assert "the id 'es' is also the code of a language" in problem


def test_a_school_that_the_system_keeps_from_being_built_keeps_no_other_from_it(schools: list[str]):
    listed, place = fleet_of(schools)
    memo = Memo()
    fleet = open_fleet(listed, place, memo).value
    assert fleet is not None

    def no_engine(root: Path) -> None:
        raise PermissionError(13, "Permission denied", str(root))

    outcomes = list(build_schools(fleet, place, no_engine, memo))  # type: ignore[arg-type]
    assert [one.state for one in outcomes] == ["failed"] * 3
    assert {one.code for outcome in outcomes for one in outcome.diagnostics} == {"unreadable"}
    assert publish_portal(fleet, place) == ((), ())
    page = html.document_fromstring(Path("public/index.html").read_text(encoding="utf-8"))
    assert "No school is here yet." in page.text_content()


def test_a_site_is_told_by_its_own_files(tmp_path: Path):
    site = write(
        tmp_path / "maple",
        {
            "index.html": '<!doctype html><html lang="en">',
            "es/index.html": '<!doctype html><html lang="es">',
            "kits/index.html": '<!doctype html><html lang="en">',
            "downloads.json": '{"version": 1, "files": [{"kit": "a"}, {"kit": "a"}, {"kit": "b"}, {"document": "c"}]}',
        },
    )
    maple = School(site, "maple", "maple", "Maple")
    assert published(site, maple) == Published("maple", "Maple", ("en", "es"), 2)
    (site / "downloads.json").write_text("[", encoding="utf-8")
    assert published(site, maple) is None


def test_pages_in_languages_that_a_district_no_longer_has_are_taken_away(schools: list[str]):
    listed, place = fleet_of(schools)
    for languages in ("[en, es]", "[en]"):
        path = Path("riverbend/partnership.yaml")
        path.write_text(path.read_text(encoding="utf-8").replace("[en, es]", languages), encoding="utf-8")
        fleet = open_fleet(listed, place, Memo()).value
        assert fleet is not None
        publish_portal(fleet, place)
        assert Path("public/es").exists() == (languages == "[en, es]")
        assert len(list(Path("public/_portal").iterdir())) == 1


def test_schools_that_have_nothing_in_common_get_a_page_in_the_words_of_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    # In the place of the library that comes with the program, which takes seconds to read.
    packaged = district(tmp_path / "packaged")
    monkeypatch.setattr(fleet_build, "packaged_library", lambda: packaged)
    for name in ("alone", "other"):
        tools.small_library(tmp_path / name)
    fleet = open_fleet(*fleet_of(["alone", "other"]), Memo()).value
    assert fleet is not None
    assert fleet.district.source.workspace.name == "Riverbend"
