"""Pages of papers that are no records, as Markdown: those that wait for a decision, and those that left the survey."""

from __future__ import annotations

from vlasurvey.exports.markdown import inline
from vlasurvey.site.pages.queue import QueueView, WaitingRow
from vlasurvey.site.pages.tombstones import Tombstone
from vlasurvey.site.twins.markdown import Blocks, Writer, table
from vlasurvey.text.mathtext import to_text


def departed(w: Writer) -> Blocks:
    """Yield the blocks of the page of a paper that left the survey."""
    view, t = w.view, w.t
    assert isinstance(view, Tombstone)
    yield f"# {inline(to_text(view.title))}"
    yield f"**{inline(t('tombstone.lead'))}**"
    because = [w.prose(view.reason), w.prose(view.definition)]
    facts = [w.labelled(t("data.reason"), t("list.colon").join(filter(None, because)))]
    facts += [w.labelled(t("tombstone.ground"), inline(view.note)), w.labelled(t("tombstone.date"), view.date)]
    yield "\n".join(facts)
    yield f"{w.out(t('tombstone.paper'), view.url)} · {w.link(t('tombstone.list'), 'data/#screening')}"


def waiting(w: Writer) -> Blocks:
    """Yield the blocks of a page of the papers that wait."""
    view, t = w.view, w.t
    assert isinstance(view, QueueView)
    yield f"# {inline(t('queue.title'))}"
    yield inline(t("queue.lead", n=view.waiting))
    yield "\n".join(
        f"- {inline(t('queue.searched', source=s.source, since=s.since, until=s.until))}" for s in view.searches
    )
    if view.recall:
        found = (t("queue.effort", share=share, n=n, percent=percent) for share, n, percent in view.recall.efforts)
        said = t("queue.recall", hidden=view.recall.hidden, among=view.recall.among)
        yield inline(f"{said} {t('list.comma').join(found)}{t('list.stop').rstrip()}")
    if len(view.pages) > 1:
        yield " · ".join(
            page.label if page.number == view.current else w.link(page.label, page.address) for page in view.pages
        )
    if view.rows:
        head = [t("queue.place"), t("table.date"), t("table.paper"), t("queue.source"), t("data.reason")]
        yield table(head, (_line(w, row) for row in view.rows))


def _line(w: Writer, row: WaitingRow) -> list[str]:
    comma = w.t("list.comma")
    why = []
    if row.like:
        why.append(f"{inline(w.t('queue.like'))} {comma.join(w.link(label, address) for label, address in row.like)}")
    if row.words:
        why.append(inline(f"{w.t('queue.words')} {comma.join(row.words)}"))
    if not row.ranked:
        why.append(inline(w.t("queue.unranked")))
    return [str(row.place), row.issued, w.out(to_text(row.title), row.url), inline(row.source), " · ".join(why)]
