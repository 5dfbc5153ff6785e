"""Which figures are told: those of groups that are large enough, and none by which a smaller one could be worked out.

A group below the minimum is hidden; alone, or together with others still below it, it takes the next smallest with it
(complementary suppression). Where a figure that is withheld could be worked out from the others, these are rounded more
coarsely; where that does not help, the next smallest group goes, or the sum.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from partnerkit.model.results import ResultRow
from partnerkit.render.survey.form import Form
from partnerkit.results.privacy import STEPS, Cell, Known, cell_of, is_safe, known, remainder
from partnerkit.results.tally import Count, Figure, Part

Row = ResultRow
Groups = Mapping[str, Cell]


def release(form: Form, parts: Sequence[Part]) -> tuple[Row, ...]:
    """The rows of the aggregate."""
    return tuple(_Release(form, parts).rows())


def hidden_groups(counts: Mapping[str, int], min_n: int, already: Collection[str] = ()) -> frozenset[str]:
    """The groups that are too small, and those that have to be hidden with them; none of nobody.

    Args:
        counts: how many people are in each.
        min_n: the smallest group that is shown.
        already: groups that are hidden in any case.
    """
    ranked = sorted(counts, key=lambda group: (counts[group], group))
    hidden = {group for group in ranked if counts[group] < min_n or group in already}
    for group in ranked:
        people = [counts[one] for one in hidden if counts[one]]
        if not people or (len(people) > 1 and sum(people) >= min_n):
            break
        hidden.add(group)
    return frozenset(hidden)


class _Release:
    def __init__(self, form: Form, parts: Sequence[Part]) -> None:
        self.form, self.parts, self.min_n = form, parts, form.min_n
        responses = next(part.whole for part in parts if part.whole and part.whole.measure == "responses")
        self.people = responses.total.n
        self.hidden = {
            by: hidden_groups({group: count.n for group, count in groups.items()}, self.min_n)
            for by, groups in responses.groups.items()
        }

    def rows(self) -> Iterator[Row]:
        for part in self.parts:
            if part.whole and part.whole.measure == "responses":
                yield from self._responses(part.whole)
            else:
                yield from self._part(part)

    def _responses(self, figure: Figure) -> Iterator[Row]:
        enough = self.people >= self.min_n
        yield self._row(figure, n=self.people if enough else None)
        for by, groups in figure.groups.items():
            for group, count in groups.items():
                shown = enough and group not in self.hidden[by]
                yield self._row(figure, by, group, n=count.n if shown else None)

    def _part(self, part: Part) -> Iterator[Row]:
        pieces = [cell_of(one.total, self.min_n) for one in part.pieces]
        if part.whole is None:
            yield from self._told(part.pieces, self._settled_answers(pieces))
            return
        whole = self._settled_whole(cell_of(part.whole.total, self.min_n), pieces)
        splits: dict[str, Groups] = {}
        for by, groups in part.whole.groups.items():
            splits[by] = self._settled_split(by, groups, whole, pieces, [*splits.values()])
        yield self._row(part.whole, cell=whole)
        for by, cells in splits.items():
            yield from (self._row(part.whole, by, group, cell=cell) for group, cell in cells.items())
        yield from self._told(part.pieces, pieces)

    def _settled_answers(self, cells: list[Cell]) -> list[Cell]:
        """Answers of which everybody gave one, so that they sum up to the people."""
        n = cells[0].count.n if cells else 0
        for step in STEPS:
            told = [replace(cell, step=step) for cell in cells]
            if is_safe(Known((n, n), guarded=False), [[self._known(cell) for cell in told]]):
                return told
        return [replace(cell, hidden=True) for cell in cells]

    def _settled_whole(self, whole: Cell, pieces: Sequence[Cell]) -> Cell:
        for step in STEPS if not whole.hidden else ():
            told = replace(whole, step=step)
            if self._is_safe(told, pieces, []):
                return told
        return replace(whole, hidden=True)

    def _settled_split(
        self, by: str, groups: Mapping[str, Count], whole: Cell, pieces: Sequence[Cell], others: Sequence[Groups]
    ) -> Groups:
        """The groups of a figure, hidden one by one until nothing can be worked out."""
        counts = {group: count.n for group, count in groups.items()}
        cells = {group: cell_of(count, self.min_n) for group, count in groups.items()}
        every = frozenset(groups)
        small = {group for group, cell in cells.items() if cell.hidden}
        hidden = every if whole.hidden else hidden_groups(counts, self.min_n, self.hidden[by] | small)
        while hidden != every:
            for step in STEPS:
                told = {group: replace(cell, step=step, hidden=group in hidden) for group, cell in cells.items()}
                if self._is_safe(whole, pieces, [*others, told]):
                    return told
            smallest = min(every - hidden, key=lambda group: (counts[group], group))
            hidden = hidden_groups(counts, self.min_n, hidden | {smallest})
        return {group: replace(cell, hidden=True) for group, cell in cells.items()}

    def _is_safe(self, whole: Cell, pieces: Sequence[Cell], splits: Sequence[Groups]) -> bool:
        sums = [[self._known(piece) for piece in pieces]] if pieces else []
        for cells in splits:
            apart = [cell for cell in cells.values() if cell.hidden]
            sums.append(
                [*(known(cell) for cell in cells.values() if not cell.hidden), *([remainder(apart)] if apart else [])]
            )
        return is_safe(self._known(whole), sums)

    def _known(self, cell: Cell) -> Known:
        return known(cell, self.min_n - 1)

    def _told(self, figures: Sequence[Figure], cells: Sequence[Cell]) -> Iterator[Row]:
        return (self._row(figure, cell=cell) for figure, cell in zip(figures, cells, strict=True))

    def _row(
        self, figure: Figure, by: str = "", group: str = "", *, n: int | None = None, cell: Cell | None = None
    ) -> Row:
        told = (
            {
                "n": cell.count.n if not cell.hidden else None,
                "percent": cell.percent,
                "mark": cell.mark,
                "rounded_to": cell.step if not cell.mark else None,
            }
            if cell
            else {"n": n, "percent": None, "mark": "" if n is not None else "suppressed", "rounded_to": None}
        )
        return Row.model_validate(
            {
                "survey": self.form.id,
                "version": self.form.version,
                "measure": figure.measure,
                "item": figure.item,
                "answer": figure.answer,
                "by": by,
                "group": group,
                **told,
            }
        )
