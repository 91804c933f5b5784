"""Templates are strict, escape, speak the reader's language, and no link leaves its storefront."""

from dataclasses import dataclass

import pytest
from jinja2 import UndefinedError

from vetrina.infra.i18n import Catalogue
from vetrina.infra.templating import Links, Renderer
from vetrina.kernel import Money

RUSSIAN = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgid "Hello %(name)s"
msgstr "Привет %(name)s"
"""


PRICE = Money(1999, "EUR")


@dataclass(frozen=True)
class Hello:
    name: str = "Ada"
    price: Money = PRICE


@pytest.fixture
def render(tmp_path):
    (tmp_path / "ours").mkdir()
    (tmp_path / "theirs").mkdir()
    place = tmp_path / "locale" / "ru" / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "messages.po").write_text(RUSSIAN, encoding="utf-8")

    def run(text, context=None, *, locale="en", prefix="", block=None, override=None):
        (tmp_path / "ours" / "page.html").write_text(text, encoding="utf-8")
        if override is not None:
            (tmp_path / "theirs" / "page.html").write_text(override, encoding="utf-8")
        renderer = Renderer([tmp_path / "theirs", tmp_path / "ours"])
        return renderer.render(
            "page.html",
            context or Hello(),
            catalogue=Catalogue(locale, [tmp_path / "locale"]),
            links=Links(prefix, "https://shop.example"),
            block=block,
        )

    return run


def test_a_name_that_is_not_there_is_an_error_not_a_gap(render):
    with pytest.raises(UndefinedError, match="nowhere_given"):
        render("{{ nowhere_given }}")


def test_what_people_wrote_is_escaped(render):
    assert render("{{ name }}", Hello("<b>&")) == "&lt;b&gt;&amp;"
    assert render("{% trans name=name %}Hello {{ name }}{% endtrans %}", Hello("<b>")) == (
        "Hello &lt;b&gt;"
    )


def test_a_page_speaks_the_readers_language(render):
    text = "{% trans name=name %}Hello {{ name }}{% endtrans %}"
    assert (render(text), render(text, locale="ru")) == ("Hello Ada", "Привет Ada")


def test_money_is_written_by_a_filter(render):
    assert render("{{ price|money }}") == "€19.99"


def test_a_fragment_is_one_block_of_the_page(render):
    assert render("a{% block middle %}{{ name }}{% endblock %}b", block="middle") == "Ada"


def test_a_storefronts_own_page_comes_before_ours(render):
    assert render("ours", override="theirs") == "theirs"


def test_links_know_the_prefix(render):
    text = "{{ link('/stagings/7', page=2, q=None) }} {{ absolute_link('/s/x') }}"
    assert render(text, prefix="/at/stagecraft") == (
        "/at/stagecraft/stagings/7?page=2 https://shop.example/at/stagecraft/s/x"
    )
    assert render(text) == "/stagings/7?page=2 https://shop.example/s/x"


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example", "x", "/\\evil", "javascript:1"]
)
def test_no_link_leaves(path):
    with pytest.raises(ValueError, match="not a path from the root"):
        Links("/at/stagecraft").link(path)


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("/at/stagecraft/x", "/x"),
        ("/at/stagecraft", "/"),
        ("/at/stagecrafty/x", "/at/stagecrafty/x"),
    ],
)
def test_a_requests_path_loses_the_prefix(path, inside):
    assert Links("/at/stagecraft").within(path) == inside
