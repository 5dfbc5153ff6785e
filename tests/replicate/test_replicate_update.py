"""Updates: what is safe happens, what is not waits for a person, and no word of a workspace is ever lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from layering import guide, layer, overlay, tree

from partnerkit.model.overlay import fingerprint
from partnerkit.model.sources import Sources
from partnerkit.replicate.apply import Decision, applied, undecided
from partnerkit.replicate.lock import LOCK, Lock
from partnerkit.replicate.plan import Plan, Step, Verdict, plan_of

BEFORE = guide(greet="We greet.", listen="We listen.", thank="We thank.")
GREET = "welcome#parts[greet].text"


def _was(text: str) -> dict[str, str]:
    return {"was": fingerprint(text)}


def _library(definition: Any, **about: Any) -> Sources:
    return layer("library", {"content/welcome.yaml": definition}, **about)


def _ours(*changes: Mapping[str, Any]) -> Sources:
    return layer("ours", {"overlay/welcome.yaml": overlay(*changes)} if changes else {})


def _locked(ours: Sources, library: Sources) -> Lock:
    """The lock of a workspace that has been looked through."""
    files = applied(plan_of((library, ours), None).value, {}).value
    assert files is not None
    return Lock.model_validate_json(files[LOCK] or b"")


def _plan(ours: Sources, after: Sources, before: Sources | None = None) -> Plan:
    return plan_of((after, ours), _locked(ours, before or _library(BEFORE))).value


def _only(plan: Plan) -> Step:
    (step,) = plan.steps
    return step


def _after(plan: Plan, files: Mapping[str, bytes | None]) -> list[dict[str, Any]]:
    """The changes of a workspace once files are written."""
    ours = plan.layers[-1]
    data = files.get("overlay/welcome.yaml", next((one.source.data for one in ours.overlays), None))
    return yaml.safe_load(data)["changes"] if data is not None else []


# -- verdicts ----------------------------------------------------------------------------------------------------------

REPLACE = {"at": GREET, "replace": "We wave.", **_was("We greet.")}
ADD = {"at": "welcome#parts", "add": {"id": "share", "text": "We share."}}
REMOVE = {"at": "welcome#parts[thank]", "remove": "true", **_was({"id": "thank", "text": "We thank."})}


@pytest.mark.parametrize(
    ("change", "after", "verdict"),
    [
        (REPLACE, BEFORE, Verdict.FINE),
        (REPLACE, guide(greet="We greet.", listen="We listen well."), Verdict.FINE),
        (REPLACE, guide(greet="We wave."), Verdict.ADOPTED),
        (REPLACE, guide(greet="We greet all."), Verdict.REVIEW),
        (REPLACE, guide(listen="We listen."), Verdict.ORPHANED),
        ({**REPLACE, "was": None}, guide(greet="We greet all."), Verdict.REVIEW),
        (ADD, BEFORE, Verdict.FINE),
        (ADD, guide(share="We divide."), Verdict.DUPLICATE),
        (ADD, guide(share="We share."), Verdict.ADOPTED),
        (REMOVE, guide(greet="We greet."), Verdict.ADOPTED),
        (REMOVE, guide(thank="We thank all."), Verdict.REVIEW),
    ],
)
def test_each_change_has_the_verdict_that_a_careful_person_would_give(
    change: dict[str, Any], after: dict[str, Any], verdict: Verdict
):
    said = {key: value for key, value in change.items() if value is not None}
    assert _only(_plan(_ours(said), _library(after))).verdict is verdict


def test_what_the_library_locks_is_named_with_the_lock():
    locked = layer(
        "library",
        {"content/welcome.yaml": BEFORE, "overlay/locks.yaml": overlay({"at": GREET[:-5], "lock": "The law."})},
    )
    step = _only(_plan(_ours(REPLACE), locked))
    assert step.verdict is Verdict.LOCKED
    assert undecided(step, Decision("keep"))
    assert not undecided(step, Decision("take"))


def test_what_the_library_says_has_moved_is_followed():
    after = {"kind": "guide", "id": "welcome", "more": [{"id": "hello", "text": "We greet."}]}
    library = _library(after, moved={"welcome#parts[greet]": "welcome#more[hello]"})
    plan = _plan(_ours(REPLACE), library)
    assert _only(plan).verdict is Verdict.MOVED
    files = applied(plan, {}).value
    assert files is not None
    assert _after(plan, files) == [{**REPLACE, "at": "welcome#more[hello].text"}]


def test_an_item_that_is_found_in_another_list_is_followed_where_its_words_are_the_same():
    after = {"kind": "guide", "id": "welcome", "parts": [], "more": [{"id": "greet", "text": "We greet."}]}
    assert _only(_plan(_ours(REPLACE), _library(after))).verdict is Verdict.MOVED
    after["more"] = [{"id": "greet", "text": "We greet all."}]
    assert _only(_plan(_ours(REPLACE), _library(after))).verdict is Verdict.ORPHANED


def test_a_review_shows_all_three_sides():
    step = _only(_plan(_ours(REPLACE), _library(guide(greet="We greet all."))))
    assert (step.base, step.yours, step.theirs) == ("We greet.", "We wave.", "We greet all.")


def test_the_plan_says_which_documents_of_the_library_have_changed():
    other = {"kind": "guide", "id": "farewell", "parts": []}
    before = layer("library", {"content/welcome.yaml": BEFORE, "content/farewell.yaml": other})
    after = layer("library", {"content/welcome.yaml": guide(), "content/hello.yaml": {**other, "id": "hello"}})
    plan = _plan(_ours(), after, before)
    assert plan.documents == {"new": ("hello",), "changed": ("welcome",), "gone": ("farewell",)}
    assert plan.is_new


# -- what is done ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "after", "decision", "left"),
    [
        (REPLACE, guide(greet="All."), Decision("keep"), [{**REPLACE, **_was("All.")}]),
        (REPLACE, guide(greet="All."), Decision("take"), []),
        (REPLACE, guide(greet="All."), Decision("edit", "Both."), [{**REPLACE, "replace": "Both.", **_was("All.")}]),
        (
            REPLACE,
            guide(listen="We listen."),
            Decision("keep"),
            [{"at": "welcome#parts", "add": {"id": "greet", "text": "We wave."}}],
        ),
        (
            ADD,
            guide(share="All."),
            Decision("keep"),
            [{"at": "welcome#parts[share]", "replace": ADD["add"], **_was({"id": "share", "text": "All."})}],
        ),
        (ADD, guide(share="All."), Decision("take"), []),
        (ADD, guide(share="All."), None, [ADD]),
        (REPLACE, guide(greet="All."), None, [REPLACE]),
        (REPLACE, guide(greet="We wave."), None, []),
    ],
)
def test_decisions_are_carried_out(
    change: dict[str, Any], after: dict[str, Any], decision: Decision | None, left: list[dict[str, Any]]
):
    plan = _plan(_ours(change), _library(after))
    step = _only(plan)
    assert decision is None or not undecided(step, decision)
    files = applied(plan, {step.named: decision} if decision else {}).value
    assert files is not None
    assert _after(plan, files) == left
    if not left:
        assert files["overlay/welcome.yaml"] is None


def test_what_is_still_open_keeps_the_words_that_it_was_written_against():
    """Whoever looks at an update twice sees the same three sides the second time."""
    ours, after = _ours(REPLACE), _library(guide(greet="All."))
    first = _plan(ours, after)
    files = applied(first, {}).value
    assert files is not None
    again = plan_of((after, ours), Lock.model_validate_json(files[LOCK] or b"")).value
    assert _only(again).base == "We greet."
    assert not again.is_new


def test_comments_and_layout_of_an_overlay_stay():
    text = (
        "# Ours\nkind: overlay\nid: welcome\nchanges:\n"
        "  # because of the gate\n  - at: welcome#parts[greet].text   # here\n    replace: >-\n      We\n      wave.\n"
        f"    was: {fingerprint('We greet.')}\n\n  # keep this\n"
        "  - {at: 'welcome#parts[thank].text', replace: 'A, b', why: c}\n"
    )
    ours = layer("ours", {"overlay/welcome.yaml": text.encode()})
    plan = _plan(ours, _library(guide(greet="All.", thank="We thank.")))
    files = applied(plan, {GREET: Decision("keep")}).value
    assert files is not None
    new = text.replace(fingerprint("We greet."), fingerprint("All."))
    assert files["overlay/welcome.yaml"] == new.replace("why: c", f"why: c, was: {fingerprint('We thank.')}").encode()


# -- laws --------------------------------------------------------------------------------------------------------------

NAMES = ("greet", "listen", "thank", "share")
WORDS = st.sampled_from(
    ["One.", "Two words.", "Three: with a colon.", "Four\nlines.", "{school.name}", "# five", "家长"]
)
TEXTS = st.dictionaries(st.sampled_from(NAMES), WORDS, min_size=1)


@st.composite
def _changes(draw: st.DrawFn, texts: dict[str, str]) -> list[dict[str, Any]]:
    """What a workspace may change of a definition: each part at most once."""
    changes: list[dict[str, Any]] = []
    for name in NAMES:
        what = draw(st.sampled_from(["nothing", "replace", "set", "remove", "whole"]))
        at, words = f"welcome#parts[{name}]", draw(WORDS)
        if name not in texts:
            changes += [{"at": "welcome#parts", "add": {"id": name, "text": words}}] if what == "whole" else []
        elif what == "replace":
            changes.append({"at": f"{at}.text", "replace": words, **_was(texts[name])})
        elif what == "set":
            changes.append({"at": f"{at}.note", "set": words})
        elif what == "remove":
            changes.append({"at": at, "remove": "true", **_was({"id": name, "text": texts[name]})})
        elif what == "whole":
            new = {"id": name, "text": words}
            changes.append({"at": at, "replace": new, **_was({"id": name, "text": texts[name]})})
    return changes


@st.composite
def _histories(draw: st.DrawFn) -> tuple[Sources, Sources, Sources]:
    before = draw(TEXTS)
    return _library(guide(**before)), _ours(*draw(_changes(before))), _library(guide(**draw(TEXTS)))


def _words_of(changes: list[dict[str, Any]]) -> Counter[str]:
    """Every text that changes say."""
    said = [change.get(key) for change in changes for key in ("replace", "set", "add")]
    items = [one if isinstance(one, dict) else {"text": one} for one in said if one]
    return Counter(words for item in items for key, words in item.items() if key != "id")


def _adopted(plan: Plan) -> Counter[str]:
    """What changes say that are not needed any more, since the library says the same."""
    steps = [step for step in plan.steps if step.verdict is Verdict.ADOPTED and step.yours is not None]
    assert all(step.yours == step.theirs for step in steps)
    return _words_of([{"replace": step.yours} for step in steps])


@given(_histories())
@settings(deadline=None, max_examples=60)
def test_no_word_is_lost_unless_the_library_says_the_same(history: tuple[Sources, Sources, Sources]):
    before, ours, after = history
    plan = _plan(ours, after, before)
    files = applied(plan, {}).value
    assert files is not None
    assert _words_of(_after(plan, files)) + _adopted(plan) == _words_of(_after(plan, {}))


@given(_histories())
@settings(deadline=None, max_examples=60)
def test_keeping_everything_keeps_every_word(history: tuple[Sources, Sources, Sources]):
    before, ours, after = history
    plan = _plan(ours, after, before)
    keep = {step.named: Decision("keep") for step in plan.open}
    decisions = {step.named: keep[step.named] for step in plan.open if not undecided(step, keep[step.named])}
    files = applied(plan, decisions).value
    assert files is not None
    assert _words_of(_after(plan, files)) + _adopted(plan) >= _words_of(_after(plan, {}))


@given(_histories())
@settings(deadline=None, max_examples=60)
def test_an_update_that_was_applied_has_nothing_left_to_do(history: tuple[Sources, Sources, Sources]):
    before, ours, after = history
    files = applied(_plan(ours, after, before), {}).value
    assert files is not None
    if "overlay/welcome.yaml" in files:
        data = files["overlay/welcome.yaml"]
        overlays = (tree("overlay/welcome.yaml", data, "ours"),) if data is not None else ()
        ours = replace(ours, overlays=overlays)
    lock = Lock.model_validate_json(files[LOCK] or b"") if LOCK in files else _locked(ours, after)
    assert applied(plan_of((after, ours), lock).value, {}).value == {}


@given(TEXTS, st.data())
@settings(deadline=None, max_examples=40)
def test_changes_of_different_parts_do_not_meet(texts: dict[str, str], data: st.DataObject):
    """What the library changes elsewhere asks nobody for a decision."""
    name = data.draw(st.sampled_from(sorted(texts)))
    ours = _ours({"at": f"welcome#parts[{name}].text", "replace": "Ours.", **_was(texts[name])})
    others = {other: f"{text} More." for other, text in texts.items() if other != name}
    plan = _plan(ours, _library(guide(**{**texts, **others})), _library(guide(**texts)))
    assert _only(plan).verdict is Verdict.FINE


@st.composite
def _years(draw: st.DrawFn) -> list[tuple[str, Any]]:
    """What may happen, one after the other: the library or the workspace changes, or somebody looks at the update."""
    upstream = st.tuples(st.just("library"), TEXTS)
    local = st.tuples(st.just("ours"), st.tuples(st.sampled_from(NAMES), WORDS))
    look = st.tuples(st.just("update"), st.sampled_from(["leave", "keep"]))
    return draw(st.lists(st.one_of(upstream, local, look), min_size=3, max_size=12))


@given(TEXTS, _years())
@settings(deadline=None, max_examples=60)
def test_no_word_is_lost_in_years_of_changes(texts: dict[str, str], years: list[tuple[str, Any]]):
    """Each text of a workspace stands in its overlay, or is what the library said when it was let go."""
    library, ours, lock = _library(guide(**texts)), _ours(), None
    said: dict[str, str] = {}
    for what, value in years:
        if what == "library":
            texts = value
            library = _library(guide(**texts))
        elif what == "ours":
            name, words = value
            changes = [one for one in _changes_of(ours) if name not in str(one)]
            if len(changes) < len(_changes_of(ours)) or name not in texts:
                continue  # it is changed already, or not there
            said[name] = words
            ours = _ours(*changes, {"at": f"welcome#parts[{name}].text", "replace": words, **_was(texts[name])})
        else:
            plan = plan_of((library, ours), lock).value
            keep = {step.named: Decision("keep") for step in plan.open if value == "keep"}
            decided = {step.named: keep[step.named] for step in plan.open if step.named in keep}
            files = applied(plan, {name: one for name, one in decided.items() if not _stuck(plan, name)}).value
            assert files is not None
            lock = Lock.model_validate_json(files[LOCK] or b"") if LOCK in files else lock
            gone = {name for name, words in said.items() if words not in _words_of(_after(plan, files))}
            assert all(texts.get(name) == said[name] for name in gone), (gone, said, texts)
            said = {name: words for name, words in said.items() if name not in gone}
            ours = _ours(*_after(plan, files))
    assert set(said.values()) <= set(_words_of(_changes_of(ours)))


def _changes_of(ours: Sources) -> list[dict[str, Any]]:
    return [change for one in ours.overlays for change in yaml.safe_load(one.source.data)["changes"]]


def _stuck(plan: Plan, name: str) -> bool:
    (step,) = (step for step in plan.steps if step.named == name)
    return bool(undecided(step, Decision("keep")))
