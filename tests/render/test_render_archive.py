"""Documents and booklets for the archive: PDF/A-3a and PDF/UA-1 in one file, with what they were made from inside.

The rules are those of ISO 19005-3 that such a file could break. A checker from elsewhere looks at every file as well;
these tests say what must be there, so that a file cannot pass by claiming less.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace

import archiving
import page
import pikepdf
import printing
import pytest
import structure

import tools
from partnerkit.execute.progress import Timeline
from partnerkit.model.locales import language
from partnerkit.model.sources import SourceFile
from partnerkit.reading import read
from partnerkit.render.pdf import AttachedSource, Booklet, Pdf, PdfJob, bind_booklet
from partnerkit.render.print_html import Printer
from partnerkit.world import World

CATALOG = SourceFile("content/locale/ar/first-policy.po", 'msgid ""\nmsgstr "نص"\n'.encode())


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, PdfJob]:
    """What files of a small library in Arabic are made of: documents, one beside its source, and around a kit."""
    root = tools.small_library(tmp_path_factory.mktemp("archive"), languages="[en, ar]")
    reading = read(World.at(root), Timeline()).value
    assert reading is not None
    printer = Printer(reading.libraries["ar"], language("ar"), printing.TEMPLATES, [CATALOG])
    documents, kit = reading.documents["ar"], reading.libraries["ar"].kits["small"]
    return {
        "document": printer.document(documents["first-policy"]),
        "second": printer.document(documents["second-policy"]),
        "bilingual": printer.bilingual(reading.documents["en"]["first-policy"], documents["first-policy"]),
        "front": printer.front_matter(kit, documents, dict.fromkeys(kit.documents, 1)),
    }


@pytest.fixture(scope="module")
def made(jobs: dict[str, PdfJob]) -> dict[str, Pdf]:
    """The files themselves, and the booklet that is bound out of them."""
    made = dict(zip(jobs, printing.printed(*jobs.values()), strict=True))
    inside = (("first-policy", made["document"].data), ("second-policy", made["second"].data))
    return {**made, "booklet": bind_booklet(Booklet("small", made["front"].data, inside, ()))}


KINDS = ("document", "bilingual", "booklet")


@pytest.fixture(params=KINDS)
def data(request: pytest.FixtureRequest, made: dict[str, Pdf]) -> bytes:
    """Each kind of file in turn."""
    assert made[request.param].warnings == ()
    return made[request.param].data


def test_a_file_keeps_the_rules_of_both_standards(data: bytes):
    assert archiving.failures(data) == []
    assert [str(failure.rule_id) for failure in page.validate_pdf_bytes(data, profile="ua1").failures] == []


def test_a_file_says_that_it_keeps_both(data: bytes):
    with structure.opened(data) as pdf:
        packet = pdf.Root.Metadata.read_bytes().decode()
        assert "/Filter" not in pdf.Root.Metadata
        with pdf.open_metadata() as xmp:
            assert xmp.pdfa_status == "3A"
            assert xmp["pdfuaid:part"] == "1"
    assert packet.count("<rdf:RDF") == packet.count("</rdf:RDF>") == 1
    assert packet.count("PDF/UA identification schema") == 1


def test_metadata_and_information_agree(data: bytes):
    with structure.opened(data) as pdf, pdf.open_metadata() as xmp:
        info = pdf.docinfo
        assert str(info["/Title"]) == xmp["dc:title"]
        assert [str(info["/Author"])] == list(xmp["dc:creator"])
        assert str(info["/Producer"]) == xmp["pdf:Producer"]
        for old, new in (("/CreationDate", "xmp:CreateDate"), ("/ModDate", "xmp:ModifyDate")):
            assert str(info[old]).removeprefix("D:")[:8] == xmp[new].replace("-", "")[:8] == "20261122"


def test_the_bytes_around_the_objects_are_as_archives_want_them(data: bytes):
    header, mark = data.splitlines()[:2]
    assert header == b"%PDF-1.7"
    assert mark[:1] == b"%"
    assert len(mark) >= 5
    assert all(byte > 127 for byte in mark[1:5])
    assert archiving.lengths_are_right(data)
    with structure.opened(data) as pdf:
        assert not pdf.is_encrypted
        assert len(pdf.trailer.ID) == 2
        assert str(pdf.Root.Lang)
        assert pdf.Root.MarkInfo.Marked


def test_colours_are_those_of_the_output_intent(data: bytes):
    with structure.opened(data) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert str(intent.S) == "/GTS_PDFA1"
        assert str(intent.OutputConditionIdentifier)
        profile = intent.DestOutputProfile
        assert int(profile.N) == 3
        assert profile.read_bytes()[16:20] == b"RGB "
        assert profile.read_bytes()[36:40] == b"acsp"
        for sheet in pdf.pages:
            operators = {str(operator) for _, operator in pikepdf.parse_content_stream(sheet)}
            assert not operators & {"k", "K"}, "a colour of four inks"


def test_nothing_is_inside_that_an_archive_cannot_read(data: bytes):
    assert all(structure.fonts(data).values())
    with structure.opened(data) as pdf:
        assert not {"/AcroForm", "/OpenAction", "/AA", "/OCProperties"} & set(pdf.Root.keys())
        assert "/JavaScript" not in pdf.Root.Names
        for item in structure.everything(pdf):
            assert "/LZWDecode" not in str(item.get("/Filter", ""))
            assert not item.get("/Interpolate", False)
            assert str(item.get("/SMask", "/None")) == "/None"
            assert [float(item[name]) for name in ("/CA", "/ca") if name in item] in ([], [1], [1, 1])
            if item.get("/Type") == "/Annot":
                assert int(item.F) == 4


# -- sources -----------------------------------------------------------------------------------------------------------


def test_a_document_carries_its_definition_and_its_translation(made: dict[str, Pdf]):
    definition = tools.policy("first-policy").encode()
    for kind in ("document", "bilingual"):
        found = archiving.attached(made[kind].data)
        assert found == {"first-policy.yaml": definition, "first-policy.ar.po": CATALOG.data}, kind
    assert archiving.attached(made["second"].data) == {"second-policy.yaml": tools.policy("second-policy").encode()}


def test_a_booklet_carries_the_sources_of_all_that_is_bound_into_it(made: dict[str, Pdf]):
    found = archiving.attached(made["booklet"].data)
    assert list(found) == ["first-policy.ar.po", "first-policy.yaml", "second-policy.yaml", "small.yaml"]
    assert found["first-policy.ar.po"] == CATALOG.data
    assert found["second-policy.yaml"] == tools.policy("second-policy").encode()
    assert found["small.yaml"].startswith(b"kind: kit\n")


def test_every_attachment_is_the_source_of_the_whole_file_and_says_what_it_is(data: bytes):
    with structure.opened(data) as pdf:
        named = archiving.files(pdf)
        assert list(named) == sorted(named)
        assert {file.objgen for file in pdf.Root.AF} == {file.objgen for file in named.values()}
        assert len(pdf.Root.AF) == len(named)
        for name, file in named.items():
            assert str(file.F) == str(file.UF) == name
            assert str(file.AFRelationship) == "/Source"
            assert str(file.Desc)
            embedded = file.EF.F
            kind = "/application/yaml" if name.endswith(".yaml") else "/text/x-gettext-translation"
            assert str(embedded.Subtype) == kind
            assert int(embedded.Params.Size) == len(embedded.read_bytes())
            assert str(embedded.Params.ModDate) == "D:20261122000000Z"


def test_the_colour_profile_is_in_a_booklet_once(made: dict[str, Pdf]):
    """Each document brings one; twenty of them would make a booklet a tenth larger."""
    with structure.opened(made["booklet"].data) as pdf:
        profiles = {item.objgen for item in structure.everything(pdf) if item.get("/N") == 3}
    assert len(profiles) == 1


def test_equal_jobs_make_equal_bytes_and_another_source_another_name(jobs: dict[str, PdfJob], made: dict[str, Pdf]):
    (again,) = printing.printed(jobs["document"])
    assert again.data == made["document"].data
    job = jobs["document"]
    first, *others = job.sources
    changed = [
        (),
        (first,),
        (replace(first, data=first.data + b"# A remark.\n"), *others),
        (replace(first, name="x.yaml"), *others),
        (replace(first, about="Something else"), *others),
    ]
    keys = {replace(job, sources=sources).key("fonts", "engine") for sources in ((first, *others), *changed)}
    assert len(keys) == 1 + len(changed)


def test_a_file_without_sources_makes_no_claim_that_it_does_not_keep():
    plain = printing.job("<p>Nothing attached.</p>")
    (alone,) = printing.printed(plain)
    with structure.opened(alone.data) as pdf, pdf.open_metadata() as xmp:
        assert xmp.pdfa_status == ""
        assert xmp["pdfuaid:part"] == "1"
        assert not {"/AF", "/OutputIntents"} & set(pdf.Root.keys())


def test_a_booklet_for_the_archive_takes_in_nothing_else(jobs: dict[str, PdfJob], made: dict[str, Pdf]):
    (plain,) = printing.printed(replace(jobs["second"], sources=()))
    inside = (("first-policy", made["document"].data), ("second-policy", plain.data))
    with pytest.raises(ValueError, match="archival, and second-policy is not"):
        bind_booklet(Booklet("small", made["front"].data, inside, ()))


def test_a_booklet_that_is_not_for_the_archive_makes_no_claim(jobs: dict[str, PdfJob], made: dict[str, Pdf]):
    (front,) = printing.printed(replace(jobs["front"], sources=()))
    inside = (("first-policy", made["document"].data), ("second-policy", made["second"].data))
    data = bind_booklet(Booklet("small", front.data, inside, ())).data
    assert page.validate_pdf_bytes(data, profile="ua1").is_compliant
    assert archiving.attached(data) == {}
    with structure.opened(data) as pdf, pdf.open_metadata() as xmp:
        assert xmp.pdfa_status == ""
        assert not {"/AF", "/OutputIntents"} & set(pdf.Root.keys())


_SPOILT = {
    "nothing": lambda _: None,
    "no output intent": lambda pdf: pdf.Root.__delattr__("OutputIntents"),
    "not associated": lambda pdf: pdf.Root.__delattr__("AF"),
    "no relationship": lambda pdf: pdf.Root.AF[0].__delattr__("AFRelationship"),
    "no media type": lambda pdf: pdf.Root.AF[0].EF.F.__delattr__("Subtype"),
    "not tagged": lambda pdf: pdf.Root.__delattr__("MarkInfo"),
}


@pytest.mark.parametrize("what", _SPOILT)
def test_the_checker_notices_what_is_missing(made: dict[str, Pdf], what: str):
    with structure.opened(made["document"].data) as pdf:
        _SPOILT[what](pdf)
        spoilt = io.BytesIO()
        pdf.save(spoilt)
    assert bool(archiving.failures(spoilt.getvalue())) == (what != "nothing")


def test_a_wrong_length_is_no_line_end(made: dict[str, Pdf]):
    data = made["document"].data
    assert not archiving.lengths_are_right(re.sub(rb"/Length (\d+)", rb"/Length 1\1", data, count=1))


def test_what_is_attached_is_what_the_job_says():
    source = AttachedSource("odd.yaml", "Ein Stück YAML", "title: «ä»\r\n".encode())
    (made,) = printing.printed(replace(printing.job("<p>x</p>"), sources=(source,)))
    assert made.warnings == ()
    assert archiving.attached(made.data) == {"odd.yaml": source.data}
    assert archiving.failures(made.data) == []
