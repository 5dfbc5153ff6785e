"""A library that is shared comes out as it went in, wherever it goes, and nobody's own words are lost on the way."""

from __future__ import annotations

import builtins
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

import tools
from partnerkit.execute.progress import Timeline
from partnerkit.execute.unchanged import Fingerprint
from partnerkit.load import layers_of, load_file
from partnerkit.reading import Opened, open_library
from partnerkit.replicate.share import with_parent
from partnerkit.replicate.signature import problem_of
from partnerkit.world import World, packaged_library
from sharing import OAK, OVERLAY, SCHOOL, packed, write

Cli = Callable[..., Result]


def opened(root: Path) -> Opened:
    result = open_library(World.at(root), Timeline())
    assert result.value is not None, "\n".join(map(str, result.diagnostics))
    return result.value


def said(root: Path) -> dict[str, Any]:
    """What the documents of a workspace say, as the layers have made them, and their translations."""
    sources = opened(root).sources
    catalogs = {
        code: sorted(file.data for file in files if file.path.startswith("content/"))
        for code, files in sources.catalogs.items()
    }
    return {
        "documents": {tree.source.path: tree.data for tree in sources.definitions if "policy" in tree.source.path},
        "catalogs": {code: files for code, files in catalogs.items() if files},
    }


# -- round trips -------------------------------------------------------------------------------------------------------


def test_a_library_that_is_shared_and_received_is_the_same_library(tmp_path: Path, school: Path, oak: Path, cli: Cli):
    file = tmp_path / "maple.zip"
    done = cli("share", "--root", school, "--out", file)
    assert done.exit_code == 0, done.output
    before = said(school)
    shutil.rmtree(school)
    shutil.rmtree(tmp_path / "district")
    done = cli("receive", file, "--root", oak)
    assert done.exit_code == 0, done.output
    assert said(oak) == before
    assert "We answer at the door of" in str(before)


def test_what_was_received_can_be_shared_again_with_all_its_layers(
    tmp_path: Path, school: Path, oak: Path, cli: Cli, district: Path
):
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    assert cli("share", "--root", school, "--out", first).exit_code == 0
    assert cli("receive", first, "--root", oak).exit_code == 0
    assert cli("share", "--root", oak, "--out", second).exit_code == 0
    with zipfile.ZipFile(second) as archive:
        about = json.loads(archive.read("bundle.json"))
        names = archive.namelist()
    assert [(layer["id"], layer["at"], layer["named"]) for layer in about["layers"]] == [
        ("oak", "", ""),
        ("maple", "layers/1", "layers/1"),
        ("riverbend", "layers/2", "../2"),
    ]
    assert not [name for name in names if name.endswith(".zip")]
    # A library has the same hash wherever it is packed, so that one can tell whose words these are.
    assert about["layers"][1]["content"] == packed(school).about.layers[0].content
    assert about["layers"][2]["content"] == packed(district).about.layers[0].content
    pine = write(tmp_path / "pine", {"partnership.yaml": OAK.replace("oak", "pine")})
    assert cli("receive", second, "--root", pine).exit_code == 0
    assert said(pine) == said(school)


def test_a_library_that_builds_on_the_one_of_the_program_does_not_carry_it_along(tmp_path: Path, oak: Path, cli: Cli):
    root = write(tmp_path / "own", {"partnership.yaml": SCHOOL.replace("../district", "partnerkit")})
    file = tmp_path / "own.zip"
    assert cli("share", "--root", root, "--out", file).exit_code == 0
    with zipfile.ZipFile(file) as archive:
        assert archive.namelist() == ["bundle.json", "partnership.yaml"]
        assert archive.read("partnership.yaml") == (root / "partnership.yaml").read_bytes()
        core = json.loads(archive.read("bundle.json"))["layers"][1]
    assert (core["id"], core["at"], core["named"]) == ("partnerkit", None, "partnerkit")
    assert cli("receive", file, "--root", oak).exit_code == 0
    assert "family-engagement-policy" in opened(oak).library.documents


def test_a_bundle_holds_what_makes_up_a_library_and_nothing_else(tmp_path: Path, district: Path):
    for name in ("content/policy/draft.txt", "content/.hidden.yaml", "site/index.html", ".partnerkit/x.yaml"):
        write(district, {name: "x: y\n"})
    write(district, {"mkdocs.yml": "site_name: x\n", "templates/ui.yaml": "x: y\n", "records/2026/a.json": "{}"})
    assert set(packed(district).files) == {
        "LICENSE",
        "bundle.json",
        "content/locale/es/first-policy.po",
        *(f"content/policy/{name}.yaml" for name in tools.POLICIES),
        "content/roles.yaml",
        "content/slots.yaml",
        "kits/small.yaml",
        "partnership.yaml",
        "records/2026/a.json",
    }


def test_the_picture_that_settings_name_goes_along(district: Path, checkout: Path):
    picture = next((checkout / "examples").rglob("*.png")).read_bytes()
    settings = (district / "partnership.yaml").read_text("utf-8") + "brand: {logo: brand/logo.png}\n"
    write(district, {"brand/logo.png": picture, "brand/other.png": picture, "partnership.yaml": settings})
    assert {name for name in packed(district).files if name.startswith("brand/")} == {"brand/logo.png"}


def test_the_same_library_makes_the_same_bytes_in_another_folder_at_another_time(tmp_path: Path, school: Path):
    copy = tmp_path / "elsewhere" / "deeper"
    for name in ("school", "district"):
        shutil.copytree(tmp_path / name, copy / name)
    for path in copy.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    assert packed(copy / "school").data == packed(school).data


def test_a_library_without_a_version_has_one_by_all_that_is_in_its_bundle(school: Path, district: Path):
    before = packed(school)
    policy = district / "content/policy/third-policy.yaml"
    policy.write_text(tools.policy("third-policy", "We answer at once."), encoding="utf-8")
    after = packed(school)
    assert before.name != after.name
    assert before.about.layers[0].content == after.about.layers[0].content


def test_a_library_with_a_mistake_is_not_shared(tmp_path: Path, school: Path, cli: Cli):
    write(school, {"overlay/ours.yaml": OVERLAY.replace("first-policy", "lost-policy")})
    done = cli("share", "--root", school, "--out", tmp_path / "maple.zip")
    assert done.exit_code == 1
    assert "overlay/ours.yaml:4:9: error [unknown-address]" in done.output
    assert not (tmp_path / "maple.zip").exists()


def test_a_link_out_of_the_library_is_not_followed(tmp_path: Path, district: Path, cli: Cli):
    secret = tmp_path / "secret.yaml"
    (district / "content/policy/third-policy.yaml").rename(secret)
    (district / "content/policy/third-policy.yaml").symlink_to(secret)
    done = cli("share", "--root", district, "--out", tmp_path / "x.zip")
    assert done.exit_code == 1
    assert "content/policy/third-policy.yaml:1:1: error [bad-bundle]" in done.output
    assert not (tmp_path / "x.zip").exists()


def test_a_bundle_is_named_after_its_version_and_never_replaced_by_another_one(
    tmp_path: Path, district: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    assert "Wrote riverbend-1.2.zip: 9 files of riverbend 1.2." in cli("share", "--root", district).output
    assert cli("share", "--root", district).exit_code == 0
    write(district, {"LICENSE": "Another one.\n"})
    done = cli("share", "--root", district)
    assert done.exit_code == 2
    assert "Raise 'version'" in done.output


# -- the settings ------------------------------------------------------------------------------------------------------

_HEAD = "kind: workspace\nid: a\nname: A\nlanguages: [en]\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (_HEAD + "extends: ../x  # ours\n", _HEAD + "extends: NEW  # ours\n"),
        (_HEAD + 'extends: "../x y"\n', _HEAD + "extends: NEW\n"),
        (_HEAD + "extends: >-\n  ../x\n# end\n", _HEAD + "extends: NEW\n# end\n"),
        (_HEAD + "extends:\n  ../x\n", _HEAD + "extends:\n  NEW\n"),
        (_HEAD + "extends:\n", _HEAD + "extends: NEW\n"),
        (_HEAD + "extends: ''\n", _HEAD + "extends: NEW\n"),
        ("# é\n" + _HEAD, "# é\n" + _HEAD + "extends: NEW\n"),
        ("id: a\nkind: workspace", "id: a\nkind: workspace\nextends: NEW\n"),
        ("  id: a\n  kind: workspace  # x\n", "  id: a\n  kind: workspace  # x\n  extends: NEW\n"),
        ("{kind: workspace, id: a}\n", "{kind: workspace, id: a, extends: NEW}\n"),
        ("{kind: workspace, extends: ../x, id: a}\n", "{kind: workspace, extends: NEW, id: a}\n"),
    ],
)
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_parent_is_named_without_touching_anything_else(
    tmp_path: Path, before: str, after: str, bom: bytes, end: str
):
    path = tmp_path / "partnership.yaml"
    path.write_bytes(bom + before.replace("\n", end).encode())
    tree = load_file(path, path.name).value
    assert tree is not None
    wanted = bom + after.replace("\n", end if end in before.replace("\n", end) else "\n").encode()
    assert with_parent(tree, "NEW") == wanted
    path.write_bytes(wanted)
    again = load_file(path, path.name).value
    assert again is not None
    assert again.data == {**tree.data, "extends": "NEW"}  # type: ignore[dict-item]


def test_the_settings_of_who_receives_keep_every_comment_and_are_kept_as_they_were(
    tmp_path: Path, district: Path, oak: Path, cli: Cli
):
    file = tmp_path / "x.zip"
    file.write_bytes(packed(district).data)
    done = cli("receive", file, "--root", oak)
    assert done.exit_code == 0, done.output
    wanted = OAK + "extends: riverbend-1.2.zip\n"
    assert (oak / "partnership.yaml").read_text("utf-8") == wanted
    kept = oak / ".partnerkit/before/1/partnership.yaml"
    assert kept.read_text("utf-8") == OAK
    assert "before/1" in done.output
    assert tools.contents(oak).keys() == {
        "partnership.yaml",
        "riverbend-1.2.zip",
        kept.relative_to(oak).as_posix(),
    }
    again = cli("receive", file, "--root", oak)
    assert again.exit_code == 0
    assert (oak / "partnership.yaml").read_text("utf-8") == wanted


def test_another_bundle_of_the_same_name_is_not_replaced(tmp_path: Path, district: Path, oak: Path, cli: Cli):
    write(oak, {"riverbend-1.2.zip": "something else"})
    (tmp_path / "x.zip").write_bytes(packed(district).data)
    before = tools.contents(oak)
    done = cli("receive", tmp_path / "x.zip", "--root", oak)
    assert done.exit_code == 1
    assert "riverbend-1.2.zip: error [already-there]" in done.output
    assert tools.contents(oak) == before


def test_a_workspace_that_would_not_be_sound_is_left_as_it_is(tmp_path: Path, district: Path, oak: Path, cli: Cli):
    write(oak, {"overlay/ours.yaml": OVERLAY.replace("first-policy", "lost-policy")})
    (tmp_path / "x.zip").write_bytes(packed(district).data)
    before = tools.contents(oak)
    done = cli("receive", tmp_path / "x.zip", "--root", oak)
    assert done.exit_code == 1
    assert "overlay/ours.yaml:4:9: error [unknown-address]" in done.output
    assert tools.contents(oak) == before


def test_a_folder_without_settings_receives_nothing(tmp_path: Path, district: Path, cli: Cli):
    (tmp_path / "x.zip").write_bytes(packed(district).data)
    (tmp_path / "empty").mkdir()
    done = cli("receive", tmp_path / "x.zip", "--root", tmp_path / "empty")
    assert done.exit_code == 1
    assert "error [no-definitions]" in done.output
    assert not list((tmp_path / "empty").iterdir())


# -- building on a bundle ----------------------------------------------------------------------------------------------


def test_a_mistake_in_a_bundle_is_shown_in_the_bundle(tmp_path: Path, school: Path, oak: Path, district: Path):
    policy = district / "content/policy/third-policy.yaml"
    policy.write_text(policy.read_text("utf-8") + "colour: red\n", encoding="utf-8")
    write(oak, {"ours.zip": packed(school).data, "partnership.yaml": OAK + "extends: ours.zip\n"})
    found = open_library(World.at(oak), Timeline()).diagnostics
    assert [(one.code, one.span.file) for one in found] == [
        ("unknown-key", "ours.zip/layers/1/content/policy/third-policy.yaml")
    ]


def test_a_bundle_is_unpacked_once_and_a_changed_one_is_noticed(district: Path, oak: Path):
    write(oak, {"ours.zip": packed(district).data, "partnership.yaml": OAK + "extends: ours.zip\n"})
    world = World.at(oak)

    def look() -> tuple[Fingerprint, Path]:
        below = layers_of(oak, packaged_library(), world.work).value[1:]
        return Fingerprint.of(world, [layer.folder for layer in below]), below[0].folder

    before, folder = look()
    assert look() == (before, folder)
    write(district, {"LICENSE": "Another one.\n"})
    write(oak, {"ours.zip": packed(district).data})
    after, other = look()
    assert after != before
    assert other != folder
    assert [path for path in (world.work / "bundles").iterdir() if path.name.startswith(".")] == []


def test_who_serves_a_site_watches_the_file_of_a_bundle(district: Path, oak: Path):
    from mkdocs.config.defaults import MkDocsConfig

    from partnerkit.site.plugin import PartnerkitPlugin

    write(oak, {"ours.zip": packed(district).data, "partnership.yaml": OAK + "extends: ours.zip\n", "mkdocs.yml": ""})
    watched: set[str] = set()

    class Server:
        def watch(self, path: str) -> None:
            watched.add(path)

        def unwatch(self, path: str) -> None:
            watched.discard(path)

    config = MkDocsConfig(config_file_path=str(oak / "mkdocs.yml"))
    PartnerkitPlugin().on_serve(Server(), config=config, builder=None)  # type: ignore[arg-type]
    assert watched == {str(oak / "partnership.yaml"), str(oak / "mkdocs.yml"), str(oak / "ours.zip")}


# -- documents ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def own(workspace: tools.Workspace) -> Path:
    """A library of its own, which builds on nothing."""
    return workspace({})


def test_documents_come_with_their_translations_and_say_where_they_are_from(
    tmp_path: Path, school: Path, own: Path, cli: Cli
):
    contents = packed(school)
    (tmp_path / "x.zip").write_bytes(contents.data)
    done = cli("receive", tmp_path / "x.zip", "--as", "documents", "first-policy", "--root", own)
    assert done.exit_code == 0, done.output
    first, rest = (own / "content/policy/first-policy.yaml").read_text("utf-8").split("\n", 1)
    version = contents.about.version
    assert first == f"# From Maple School: maple {version}, bundle sha256 {contents.sha256}"
    assert "We answer at the door of" in rest
    catalog = (own / "content/locale/es/first-policy.po").read_text("utf-8")
    assert "Una respuesta" in catalog
    assert "Respondemos en la puerta" in catalog
    assert set(opened(own).library.documents) == {"first-policy"}
    assert "extends" not in (own / "partnership.yaml").read_text("utf-8")


def test_all_documents_come_where_none_is_named_and_those_of_others_are_not_written_over(
    tmp_path: Path, district: Path, own: Path, cli: Cli
):
    (tmp_path / "x.zip").write_bytes(packed(district).data)
    command = ("receive", tmp_path / "x.zip", "--as", "documents", "--root", own)
    assert cli(*command).exit_code == 0
    assert set(opened(own).library.documents) == set(tools.POLICIES)
    assert (
        (own / "content/policy/third-policy.yaml")
        .read_bytes()
        .endswith((district / "content/policy/third-policy.yaml").read_bytes())
    )
    before = tools.contents(own)
    done = cli(*command)
    assert done.exit_code == 1
    assert done.output.count("error [already-there]") == 4
    assert tools.contents(own) == before


def test_a_document_that_needs_what_is_not_here_is_not_taken(tmp_path: Path, district: Path, own: Path, cli: Cli):
    write(own, {"content/roles.yaml": "kind: roles\nid: roles\nroles:\n  - {id: family, title: Family member}\n"})
    (tmp_path / "x.zip").write_bytes(packed(district).data)
    before = tools.contents(own)
    done = cli("receive", tmp_path / "x.zip", "--as", "documents", "third-policy", "--root", own)
    assert done.exit_code == 1
    assert "error [unknown-role]" in done.output
    assert tools.contents(own) == before


def test_what_nobody_offers_is_wrong_use(tmp_path: Path, district: Path, own: Path, cli: Cli):
    (tmp_path / "x.zip").write_bytes(packed(district).data)
    done = cli("receive", tmp_path / "x.zip", "--as", "documents", "first-polici", "--root", own)
    assert done.exit_code == 2
    assert "Did you mean 'first-policy'?" in done.output
    assert cli("receive", tmp_path / "x.zip", "first-policy", "--root", own).exit_code == 2


# -- signatures --------------------------------------------------------------------------------------------------------


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    """A secret key with a password, and its public half."""
    import minisign

    pair = minisign.KeyPair.generate()
    public = write(tmp_path, {"key.pub": bytes(pair.public_key) + b"\n"}) / "key.pub"
    pair.secret_key.encrypt("open sesame", opslimit=32768, memlimit=1 << 20)
    return write(tmp_path, {"key": bytes(pair.secret_key) + b"\n"}) / "key", public


@pytest.fixture
def signed(tmp_path: Path, district: Path, keys: tuple[Path, Path], cli: Cli) -> Path:
    """A bundle with its signature beside it."""
    file = tmp_path / "signed.zip"
    done = cli("share", "--root", district, "--out", file, "--sign", keys[0], says="open sesame\n")
    assert done.exit_code == 0, done.output
    return file


def test_a_signature_that_is_right_is_accepted(signed: Path, keys: tuple[Path, Path], oak: Path, cli: Cli):
    import minisign

    # As minisign itself reads it: four lines, with the name signed too.
    signature = minisign.Signature.from_file(f"{signed}.minisig")
    minisign.PublicKey.from_file(keys[1]).verify(signed.read_bytes(), signature)
    assert signature.trusted_comment == "file:riverbend-1.2.zip"
    for key in (str(keys[1]), keys[1].read_text("utf-8").splitlines()[1]):
        done = cli("receive", signed, "--root", oak, "--key", key)
        assert done.exit_code == 0, done.output
        assert "The signature is right." in done.output


def test_a_signature_that_minisign_has_made_is_understood(tmp_path: Path):
    """The example in the documentation of py-minisign, made by the program of that name."""
    signature = write(tmp_path, {"test.minisig": (
        "untrusted comment: signature from minisign secret key\n"
        "RWQf6LRCGA9i59SLOFxz6NxvASXDJeRtuZykwQepbDEGt87ig1BNpWaVWuNrm73YiIiJbq71Wi+dP9eKL8OC351vwIasSSbXxwA=\n"
        "trusted comment: timestamp:1555779966\tfile:test\n"
        "QtKMXWyYcwdpZAlPF7tE2ENJkRd1ujvKjlj1m9RtHTBnZPa5WKU5uWRs5GoP5M/VqE81QFuMKI5k/SfNQUaOAA==\n"
    )}) / "test.minisig"  # fmt: skip
    key = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"
    assert problem_of(b"test", signature, key) is None
    assert problem_of(b"tests", signature, key) is not None


def _another_key(signed: Path, key: Path) -> None:
    import minisign

    key.write_bytes(bytes(minisign.KeyPair.generate().public_key))


_WRONG: dict[str, Callable[[Path, Path], object]] = {
    "no signature": lambda signed, key: Path(f"{signed}.minisig").unlink(),
    "another key": _another_key,
    "no key": lambda signed, key: key.write_text("hello\n", "utf-8"),
    "not a signature": lambda signed, key: Path(f"{signed}.minisig").write_bytes(b"\xff" * 50),
    "the signature of another file": lambda signed, key: write(
        signed.parent, {"signed.zip": packed(write(signed.parent / "district", {"LICENSE": "x"})).data}
    ),
}


@pytest.mark.parametrize("wrong", _WRONG)
def test_a_signature_that_is_wrong_or_missing_is_refused(
    signed: Path, keys: tuple[Path, Path], oak: Path, cli: Cli, wrong: str
):
    _WRONG[wrong](signed, keys[1])
    before = tools.contents(oak)
    done = cli("receive", signed, "--root", oak, "--key", keys[1])
    assert done.exit_code == 1
    assert done.output.count("error [bad-signature]") == 1
    assert tools.contents(oak) == before


def test_a_signature_that_nobody_looks_at_is_mentioned(signed: Path, oak: Path, cli: Cli):
    done = cli("receive", signed, "--root", oak)
    assert done.exit_code == 0
    assert "was not looked at: give the public key with --key" in done.output


def test_a_wrong_password_signs_nothing(tmp_path: Path, district: Path, keys: tuple[Path, Path], cli: Cli):
    done = cli("share", "--root", district, "--out", tmp_path / "x.zip", "--sign", keys[0], says="guess\n")
    assert done.exit_code == 1
    assert "error [bad-signature]" in done.output
    done = cli("share", "--root", district, "--out", tmp_path / "x.zip", "--sign", tmp_path / "nowhere")
    assert done.exit_code == 1
    assert "this key cannot be read" in done.output
    assert not (tmp_path / "x.zip").exists()


def test_without_the_extra_that_signs_the_command_says_what_to_install(
    signed: Path, keys: tuple[Path, Path], oak: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
):
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "minisign":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    done = cli("receive", signed, "--root", oak, "--key", keys[1])
    assert done.exit_code == 1
    assert "pip install 'partnerkit[sign]'" in done.output
    done = cli("share", "--root", signed.parent / "district", "--out", signed.parent / "y.zip", "--sign", keys[0])
    assert done.exit_code == 1
    assert "pip install 'partnerkit[sign]'" in done.output
