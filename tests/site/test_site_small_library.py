"""A school's own library holds a few documents and no landing pages; its site must be as whole as the big one."""

from __future__ import annotations

from pathlib import Path

import web


def test_every_link_leads_to_a_file(addressed: Path):
    broken = [
        f"{page.name}: {address}"
        for page in web.pages(addressed)
        if not page.name.endswith("404.html")
        for _, address in page.links()
        if (found := web.target(page.name, address)) and not (addressed / found[0]).is_file()
    ]
    assert broken == []


def test_the_interface_is_in_the_language_of_the_page(addressed: Path):
    """The words of buttons and menus come with the program, translated; only the school's own words wait for it."""
    english = web.page(addressed, "")
    spanish = web.page(addressed, "es/")
    skip = "//a[@class='skip']"
    assert english.tree.xpath(skip)[0].text_content() == "Skip to the content"
    assert spanish.tree.xpath(skip)[0].text_content() != english.tree.xpath(skip)[0].text_content()


def test_words_that_are_not_translated_carry_their_own_language(addressed: Path):
    page = web.page(addressed, "es/documents/first-policy/")
    (clause,) = page.tree.xpath("//*[normalize-space(text())='We answer every family within a week.']")
    carrier = clause.xpath("ancestor-or-self::*[@lang][1]")[0]
    assert (carrier.get("lang"), carrier.get("dir")) == ("en", "ltr")
    assert page.tree.xpath("//title/@lang") in ([], ["en"])


def test_titles_that_are_not_translated_carry_their_own_language_wherever_they_stand(addressed: Path):
    title = "First policy"
    for name in ("es/", "es/documents/", "es/kits/small/", "es/documents/first-policy/"):
        for element in web.page(addressed, name).tree.xpath(f"//body//*[normalize-space(text())='{title}']"):
            spoken = element.xpath("ancestor-or-self::*[@lang][1]/@lang")[0]
            assert spoken == "en", f"{name}: <{element.tag} class={element.get('class')!r}>"
