"""Kit HTML as a tree: what is written can be read back, and words never become markup."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from partnerkit.compose.parse import MalformedError, parse
from partnerkit.model.element import Element, html, inner_html, rewritten

LAWS = settings(max_examples=200, deadline=None, derandomize=True, database=None)

HOSTILE = [
    "<b>",
    "$&",
    "{x}",
    '"quoted"',
    "it's",
    "&amp;",
    "a & b",
    "]]>",
    "<!--",
    "مدرسة النور",
    "St Mary's & All Saints",
    "</p>",
    "🌱",
]

PRINTABLE = st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Zs", "Zl", "Zp"))
WORD = st.one_of(st.sampled_from(HOSTILE), st.text(alphabet=PRINTABLE, min_size=1, max_size=6))
SENTENCE = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["class", "id", "href", "lang", "data-key", "data-if"]), st.one_of(WORD, SENTENCE), max_size=3
).map(lambda attrs: tuple(attrs.items()))


def inlines() -> st.SearchStrategy[Element]:
    return st.builds(
        lambda tag, attrs, words: Element(tag, attrs, (words,)),
        st.sampled_from(["em", "strong", "span", "bdi", "cite"]),
        ATTRIBUTES,
        SENTENCE,
    )


def paragraphs() -> st.SearchStrategy[Element]:
    """Words and inline elements by turns, the way the parser leaves them."""
    return st.builds(
        lambda tag, attrs, words, inner: Element(tag, attrs, (words, *inner)),
        st.sampled_from(["p", "li", "h2", "td"]),
        ATTRIBUTES,
        SENTENCE,
        st.lists(inlines(), max_size=2),
    )


TREES = st.recursive(
    paragraphs(),
    lambda inner: st.builds(
        lambda tag, attrs, children: Element(tag, attrs, tuple(children)),
        st.sampled_from(["section", "div", "article", "ul", "table"]),
        ATTRIBUTES,
        st.lists(inner, max_size=3),
    ),
    max_leaves=8,
)


@LAWS
@given(TREES)
def test_what_is_written_reads_back_the_same(tree: Element):
    assert parse(html(tree)) == tree


@LAWS
@given(TREES)
def test_a_browser_reads_the_same_words(tree: Element):
    """Written once, read by a parser that is not ours."""
    read = lxml_html.fragment_fromstring(html(Element("div", (), (Element("p", (), (" ".join(HOSTILE),)), tree))))
    assert " ".join("".join(read.itertext()).split()).startswith(" ".join(HOSTILE))
    assert read.xpath("count(//b | //x)") == 0


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words: str):
    tree = Element("p", (("data-key", words),), (words,))
    read = lxml_html.fragment_fromstring(html(tree))
    assert (read.tag, read.text, dict(read.attrib), len(read)) == ("p", words, {"data-key": words}, 0)
    assert parse(html(tree)) == tree


@pytest.mark.parametrize(
    ("markup", "children"),
    [
        ("<p>a  b\n c</p>", ("a b c",)),
        ("<p> a </p>", ("a",)),
        ("<p>a <em>b</em> c</p>", ("a ", Element("em", (), ("b",)), " c")),
        ("<div> <p>a</p> \n <p>b</p> </div>", (Element("p", (), ("a",)), Element("p", (), ("b",)))),
        ("<p>85\u00a0%</p>", ("85\u00a0%",)),
        ("<p>85\u202f%</p>", ("85\u202f%",)),
        ("<p>一\u3000二</p>", ("一\u3000二",)),
        ("<p>a<!-- gone -->b</p>", ("a", "b")),
    ],
)
def test_white_space(markup: str, children: tuple[Element | str, ...]):
    """HTML folds its own white space; a space that holds a figure and its sign together is a character."""
    assert parse(markup).children == children


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "   ",
        "words",
        "<p>",
        "<p></div>",
        "<p/><p/>",
        "<p>&nbsp;</p>",
        "<p a=1/>",
        "<p>\x07</p>",
        "<!DOCTYPE p><q>",
        "<p>a < b</p>",
    ],
)
def test_markup_that_is_not_one_sound_element_is_refused(markup: str):
    """A browser's parser would mend these silently, and nobody would mend the template."""
    with pytest.raises(MalformedError):
        parse(markup)


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>a<em>b</em>c</p>", "abc"),
        ("<div><p>a</p><p>b</p></div>", "a b"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "a b c"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "a b"),
    ],
)
def test_the_words_of_neighbouring_blocks_stay_apart(markup: str, words: str):
    assert parse(markup).text == words


def test_entities_cannot_be_blown_up():
    bomb = '<!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><p>&b;</p>'
    try:
        tree = parse(bomb)
    except MalformedError:
        return
    assert "aaaa" not in tree.text


def test_a_copy_with_other_attributes():
    tree = Element("p", (("id", "a"), ("class", "b")), ("x",))
    assert tree.having(class_=None, data_key="k") == Element("p", (("id", "a"), ("data-key", "k")), ("x",))
    assert tree.holding("y").children == ("y",)
    assert tree.attrs == (("id", "a"), ("class", "b"))
    assert inner_html(Element("p", (), ("a ", Element("em", (), ("<",))))) == "a <em>&lt;</em>"


@LAWS
@given(TREES)
def test_rewriting_nothing_changes_nothing(tree: Element):
    assert rewritten(tree, lambda element: (element,)) == tree
