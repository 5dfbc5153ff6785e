"""A budget as a workbook: lines that sum, what is spent and left, and the two shares that the law asks for.

20 U.S.C. 6318(a)(3): a district reserves at least 1 percent of its Title I, Part A allocation for families, unless that
is $5,000 or less, and gives at least 90 percent of it to schools.
"""

from __future__ import annotations

from decimal import Decimal

from partnerkit.model.plan import FREE_BELOW, LEAST_RESERVED, LEAST_TO_SCHOOLS, BudgetLine, BudgetPlan, TitleI
from partnerkit.render.workbook.formula import Area, At, Expr, Op, call, chosen, empty, tally, total_where, when
from partnerkit.render.workbook.guide import Made
from partnerkit.render.workbook.page import Desk, Page
from partnerkit.render.workbook.sheet import Chart, Series

CATEGORIES = ("people", "materials", "training", "technology", "access", "events")
_USES = ("i", "ii", "iii", "iv", "v")
_ROOM = 20
"""Empty lines below those of the definition."""


def budget(desk: Desk, definition: BudgetPlan) -> Made:
    """The workbook."""
    ui = desk.ui
    glance = Page(desk, ui("sheet-glance"), (40, 18, 18, 18, 18))
    lines = Page(desk, ui("budget-lines"), (22, 52, 24, 15, 13, 10, 15, 15, 20, 36))
    area = _lines(lines, definition)
    _glance(glance, area)
    sheets = [
        (glance.sheet(whole=True), ui("sheet-glance-text")),
        (lines.sheet(freeze=(4, 0), repeat=(3, 3), filtered=lines.area(3, 0, area.bottom, 9)), ui("budget-lines-text")),
    ]
    steps = [ui("budget-step-lines", sheet=lines.name), ui("budget-step-spent", sheet=lines.name)]
    if definition.title_i is not None:
        law = Page(desk, ui("title-i"), (56, 20, 20, 26))
        _title_i(law, definition.title_i, area)
        sheets.append((law.sheet(), ui("budget-law-text")))
        steps.append(ui("budget-step-law", sheet=law.name))
    steps.append(ui("sheet-step-glance", sheet=glance.name))
    care = [definition.family_voice, *(one.text for one in definition.notes if desk.shows(one))]
    return Made(sheets, steps, care)


def _lines(page: Page, definition: BudgetPlan) -> Area:
    """Every line; gives the area of them, whose columns are those below."""
    desk, ui = page.desk, page.desk.ui
    top = page.title(lead=ui("budget-lines-text"))
    heads = ("kind", "what", "fund", "amount", "in-kind-total", "budget-use", "budget-spent", "budget-left", "status")
    page.row(top - 1, [*map(ui, heads), ui("holds-up")], "head")
    written = [line for line in definition.lines if desk.shows(line)]
    for row, line in enumerate([*written, *[None] * _ROOM], start=top):
        _line(page, row, line)
    area = page.area(top, 0, top + len(written) + _ROOM - 1, 9)
    page.choose(_column(area, 0), [ui(f"budget-{one}") for one in CATEGORIES])
    page.choose(_column(area, 4), [ui("answer-yes")])
    page.choose(_column(area, 5), _USES)
    page.count(_column(area, 3), whole=False)
    page.count(_column(area, 6), whole=False)
    page.mark(_column(area, 8), (ui("budget-over"), "poor"), (ui("budget-within"), "good"))
    total = area.bottom + 1
    page.put(total, 0, ui("total"), "total", to=2)
    paid = Op("-", call("SUM", _column(area, 3)), total_where(_column(area, 4), ui("answer-yes"), _column(area, 3)))
    page.put(total, 3, paid, "total", "money")
    page.put(total + 1, 0, ui("in-kind-total"), "total", to=2)
    page.put(total + 1, 3, total_where(_column(area, 4), ui("answer-yes"), _column(area, 3)), "total", "money")
    return area


def _column(area: Area, col: int) -> Area:
    return Area(area.sheet, area.top, col, area.bottom, col)


def _line(page: Page, row: int, line: BudgetLine | None) -> None:
    """A line of money, with what is left of it."""
    desk, ui = page.desk, page.desk.ui
    page.put(row, 0, ui(f"budget-{line.category}") if line else None, "input")
    page.put(row, 1, line.text if line else None, "input")
    page.put(row, 2, line.fund if line else None, "input")
    amount = page.put(row, 3, float(line.amount) if line else None, "input", "money")
    given = page.put(row, 4, ui("answer-yes") if line and line.in_kind else None, "input")
    page.put(row, 5, line.allowable_use if line else None, "input")
    spent = page.put(row, 6, None, "input", "money")
    nothing = call("OR", empty(amount), Op("=", given, ui("answer-yes")))
    left = page.put(row, 7, when(nothing, "", Op("-", amount, spent)), "result", "money")
    status = chosen(
        (call("OR", empty(left), empty(spent)), ""),
        (Op("<", left, 0), ui("budget-over")),
        other=ui("budget-within"),
    )
    page.put(row, 8, status, "result")
    titles = desk.words.library.documents
    page.put(row, 9, desk.words.listed([titles[name].title for name in line.supports]) if line else None, "text")


def _glance(page: Page, area: Area) -> None:
    """What each kind of cost comes to, what is spent of it, and what is given besides."""
    ui = page.desk.ui
    top = page.title(lead=ui("sheet-glance-text"))
    kind, amount, given, spent = (_column(area, col) for col in (0, 3, 4, 6))
    heads = ("kind", "amount", "budget-spent", "budget-left", "in-kind-total")
    page.row(top - 1, map(ui, heads), "head")
    for row, name in enumerate(CATEGORIES, start=top):
        label = page.put(row, 0, ui(f"budget-{name}"), "label")
        whole = total_where(kind, label, amount)
        besides = _both(kind, label, given, ui("answer-yes"), amount)
        page.put(row, 1, Op("-", whole, besides), "result", "money")
        page.put(row, 2, total_where(kind, label, spent), "result", "money")
        page.put(row, 3, Op("-", page.at(row, 1), page.at(row, 2)), "result", "money")
        page.put(row, 4, besides, "result", "money")
    end = top + len(CATEGORIES)
    page.put(end, 0, ui("total"), "total")
    for col in range(1, 5):
        page.put(end, col, call("SUM", page.area(top, col, end - 1)), "total", "money")
    page.charts.append(
        Chart(
            row=end + 2,
            col=0,
            kind="bar",
            title=ui("budget-lines"),
            across=ui("kind"),
            along=ui("amount"),
            categories=page.area(top, 0, end - 1),
            series=(
                Series(page.at(top - 1, 1), page.area(top, 1, end - 1)),
                Series(page.at(top - 1, 2), page.area(top, 2, end - 1), "accent"),
            ),
            description=ui("sheet-chart-bars", title=ui("budget-lines")),
            width=800,
            height=360,
            form="money",
        )
    )


def _both(first: Area, one: At, second: Area, other: str, amounts: Area) -> Expr:
    """The sum of the amounts beside which both columns hold what is asked for."""
    both = Op("*", Op("=", first, one), Op("=", second, other))
    return call("SUMPRODUCT", both, amounts)


def _title_i(page: Page, reservation: TitleI, area: Area) -> None:
    """The two shares of the law, and whether each is kept."""
    ui, words = page.desk.ui, page.desk.words
    top = page.title(lead=ui("budget-law-text"))
    places = []
    for row, name in enumerate(("allocation", "reserved", "to_schools"), start=top):
        page.put(row, 0, ui(f"title-i-{name.replace('_', '-')}"), "label")
        places.append(page.put(row, 1, float(getattr(reservation, name)), "input", "money"))
    page.count(page.area(top, 1, top + 2), whole=False)
    allocation, reserved, schools = places
    row = top + 4
    page.row(row, (ui("what-the-law-names"), ui("target-up"), ui("amount"), ui("status")), "head")
    one, ninety = (words.number(share * 100, "percent") for share in (LEAST_RESERVED, LEAST_TO_SCHOOLS))
    kept, missing = ui("budget-kept"), ui("budget-not-kept")
    free = ui("budget-not-asked", amount=words.money(FREE_BELOW, "USD"))
    page.put(row + 1, 0, ui("budget-reserve", share=one), "label")
    least = page.put(row + 1, 1, _share(allocation, LEAST_RESERVED), "result", "money")
    page.put(row + 1, 2, reserved, "result", "money")
    not_asked = Op("<=", least, float(FREE_BELOW))
    page.put(row + 1, 3, chosen((not_asked, free), (Op("<", reserved, least), missing), other=kept), "result")
    page.put(row + 2, 0, ui("budget-to-schools", share=ninety), "label")
    needed = page.put(row + 2, 1, _share(reserved, LEAST_TO_SCHOOLS), "result", "money")
    page.put(row + 2, 2, schools, "result", "money")
    page.put(row + 2, 3, chosen((not_asked, free), (Op("<", schools, needed), missing), other=kept), "result")
    uses = _column(area, 5)
    page.put(row + 3, 0, ui("budget-uses"), "label")
    page.put(row + 3, 1, None, "result")
    named = call("SUM", *(total_where(uses, use, _column(area, 3)) for use in _USES))
    spent = page.put(row + 3, 2, named, "result", "money")
    page.put(row + 3, 3, when(Op(">", spent, 0), kept, missing), "result")
    page.mark(page.area(row + 1, 3, row + 3), (kept, "good"), (missing, "poor"), (free, "quiet"))
    row += 5
    page.row(row, (ui("budget-use"), ui("amount"), ui("sheet-how-many")), "head")
    for at, use in enumerate(_USES, start=row + 1):
        page.put(at, 0, ui("allowable-use", use=use), "label")
        page.put(at, 1, total_where(uses, use, _column(area, 3)), "result", "money")
        page.put(at, 2, tally(uses, use), "result", "number")


def _share(amount: At, share: Decimal) -> Expr:
    """A share of an amount, in cents."""
    return call("ROUND", Op("*", amount, float(share)), 2)
