"""What a new paper may have: suggested for words in its abstract and for papers like it, each with the ground."""

from __future__ import annotations

import dataclasses

from vlasurvey.analysis.audit import Abstract
from vlasurvey.analysis.related import Similar
from vlasurvey.analysis.suggestions import Suggestion, suggest
from vlasurvey.survey import Survey

STUDY = Abstract("A Study of Throwing", "Clubs and balls; imitation.")


def test_a_concept_is_suggested_for_its_words_before_one_that_only_papers_like_it_have(toy: Survey) -> None:
    stated, alike = suggest(toy, Similar(toy), STUDY).concepts
    assert stated == Suggestion("hands/throwing", ("Throwing",), ("ballclubcollective2024pi0",))
    assert stated.reason == "title or abstract has 'Throwing'; like ballclubcollective2024pi0"
    assert alike == Suggestion("eyes/tracking", (), ("dropped2024withdrawn", "whole2024everything"))
    assert alike.reason == "like dropped2024withdrawn, whole2024everything"
    assert all(one in toy.papers[key].concepts for one in [alike.notation] for key in alike.like)


def test_a_value_of_a_facet_is_suggested_for_its_words_alone(toy: Survey) -> None:
    assert suggest(toy, Similar(toy), STUDY).facets == (
        ("learning_signal", (Suggestion("imitation", ("Imitation",)),)),
        ("props", (Suggestion("balls", ("Balls",)), Suggestion("clubs", ("Clubs",)))),
    )


def test_what_is_known_already_is_not_suggested(toy: Survey) -> None:
    (left,) = suggest(toy, Similar(toy), STUDY, ["hands/throwing"]).concepts
    assert left.notation == "eyes/tracking"


def test_a_survey_without_papers_suggests_by_words(toy: Survey) -> None:
    empty = dataclasses.replace(toy, papers={})
    assert suggest(empty, Similar(empty), STUDY).concepts == (Suggestion("hands/throwing", ("Throwing",)),)


def test_of_a_concept_and_one_above_it_the_narrower_one_is_suggested(toy: Survey) -> None:
    empty = dataclasses.replace(toy, papers={})
    said = suggest(empty, Similar(empty), Abstract("Hands", "Catching with hands and eyes.")).concepts
    assert [one.notation for one in said] == ["eyes", "hands/catching"]


def test_nothing_is_suggested_where_nothing_speaks_for_it(toy: Survey) -> None:
    found = suggest(toy, Similar(toy), Abstract("Zebras", "Stripes."))
    assert (found.concepts, found.facets) == ((), ())
