"""Translators get every word that people read, and nothing that is only a name."""

from __future__ import annotations

import pytest

from vetrina.infra.i18n.extract import collect


@pytest.fixture(scope="module")
def messages():
    return {message.id: message for message in collect() if message.id}


def test_words_of_templates_and_of_storefronts_are_found(messages):
    assert messages["Skip to the content"].locations[0][0].endswith("ui/frame.html")
    assert messages["See it on you."].locations[0][0].endswith("storefront.toml")
    assert "Your rooms" in messages


def test_plurals_are_plurals(messages):
    pairs = [one for one in messages if isinstance(one, tuple)]
    assert ("Try again in %(num)d second.", "Try again in %(num)d seconds.") in pairs


def test_names_and_identifiers_are_left_alone(messages):
    assert messages.keys() & {"MODERA", "StageCraft", "modera.localhost", "BDT", "staging"} == set()


def test_a_template_that_cannot_be_read_stops_it(tmp_path):
    page = tmp_path / "thing" / "templates" / "page.html"
    page.parent.mkdir(parents=True)
    page.write_text("{% if %}")
    with pytest.raises(Exception, match="Expected an expression"):
        collect(tmp_path)
