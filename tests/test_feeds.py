"""Feed, sitemap and maps for machines: well-formed, stable, complete."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

from vlasurvey.site import feeds, plan, views
from vlasurvey.survey import Survey

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(survey: Survey) -> ElementTree.Element:
    return ElementTree.fromstring(feeds.Feeds(survey, "en", "").atom(survey.newest, "Toy", "feed.xml"))


def test_the_feed_has_what_rfc_4287_demands_of_feed_and_entries(toy: Survey) -> None:
    root = feed(toy)
    for element in (root, *root.iterfind(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        updated = element.findtext(f"{ATOM}updated")
        assert updated
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", updated)
        assert element.find(f"{ATOM}author/{ATOM}name") is not None
        assert element.find(f"{ATOM}link[@rel='alternate']") is not None
    for entry in root.iterfind(f"{ATOM}entry"):
        assert entry.findtext(f"{ATOM}summary")


def test_entry_ids_depend_on_the_key_alone(toy: Survey) -> None:
    moved = replace(toy, settings=toy.settings.model_copy(update={"site_url": "https://elsewhere.example/x/"}))
    ids = [[entry.findtext(f"{ATOM}id") for entry in feed(survey).iterfind(f"{ATOM}entry")] for survey in (toy, moved)]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == len(toy.papers)


def test_the_last_changed_record_comes_first(toy: Survey) -> None:
    days = [entry.findtext(f"{ATOM}updated") for entry in feed(toy).iterfind(f"{ATOM}entry")]
    assert days == sorted(days, key=str, reverse=True)
    assert feed(toy).findtext(f"{ATOM}updated") == days[0]


def test_hostile_titles_come_through_as_typed(toy: Survey) -> None:
    paper = next(iter(toy.papers.values()))
    hostile = paper.model_copy(update={"title": "</title><script>alert('&')</script> ]]> \"q\""})
    titles = [
        entry.findtext(f"{ATOM}title")
        for entry in ElementTree.fromstring(feeds.Feeds(toy, "en", "").atom([hostile], "Toy", "feed.xml")).iterfind(
            f"{ATOM}entry"
        )
    ]
    assert titles == [hostile.title]


def test_a_feed_without_papers_is_still_a_feed(toy: Survey) -> None:
    root = ElementTree.fromstring(feeds.Feeds(toy, "en", "").atom([], "Toy", "feed.xml"))
    assert root.findtext(f"{ATOM}updated") == f"{toy.settings.released}T00:00:00Z"


def test_llms_txt_names_every_concept_with_its_page(toy: Survey) -> None:
    text = feeds.llms(toy).decode()
    for notation in toy.taxonomy.concepts:
        assert f"({toy.settings.site_url}taxonomy/{notation}/)" in text


def test_llms_txt_names_only_addresses_that_are_there(toy: Survey) -> None:
    written = {path for path, _ in plan.outputs(toy)}
    written |= {path for path, _ in plan.in_language(toy, "en", "")}
    written |= {f"{page.address}index.html" for page in views.pages(toy)}
    for address in re.findall(r"\((https://toy\.example/[^)]*)\)", feeds.llms(toy).decode()):
        path = address.removeprefix(toy.settings.site_url)
        assert (f"{path}index.html" if address.endswith("/") else path) in written
