"""Words by their number, money and dates as people there write them."""

from datetime import UTC, date, datetime

import pytest

from vetrina.infra.i18n import Catalogue, negotiate
from vetrina.kernel import Money

RUSSIAN = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
"n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "Try it"
msgstr "Примерить"

msgid "%(num)s credit"
msgid_plural "%(num)s credits"
msgstr[0] "%(num)s кредит"
msgstr[1] "%(num)s кредита"
msgstr[2] "%(num)s кредитов"
"""


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "ru" / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "messages.po").write_text(RUSSIAN, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("count", "form"), [(1, "кредит"), (3, "кредита"), (5, "кредитов"), (21, "кредит")]
)
def test_a_language_has_as_many_plurals_as_it_needs(folder, count, form):
    words = Catalogue("ru", [folder]).ngettext("%(num)s credit", "%(num)s credits", count)
    assert words == f"%(num)s {form}"


def test_a_word_without_a_translation_stays_english(folder):
    catalogue = Catalogue("ru", [folder])
    assert (catalogue.gettext("Try it"), catalogue.gettext("New")) == ("Примерить", "New")


@pytest.mark.parametrize(
    ("locale", "amount", "written"),
    [
        ("en", Money(1999, "EUR"), "€19.99"),
        ("ru", Money(150_000, "RUB"), "1\u00a0500,00\u00a0₽"),
        ("bn", Money(50_000, "BDT"), "৫০০.০০৳"),  # noqa: RUF001
        ("en", Money(500, "JPY"), "¥500"),
    ],
)
def test_money_is_written_as_there(locale, amount, written):
    assert Catalogue(locale).money(amount) == written


@pytest.mark.parametrize(
    ("locale", "written"),
    [("en", "January 5, 2026"), ("ru", "5 января 2026\u202fг."), ("bn", "৫ জানুয়ারী, ২০২৬")],  # noqa: RUF001
)
def test_a_date_is_written_as_there(locale, written):
    assert Catalogue(locale).date(date(2026, 1, 5)) == written


def test_a_moment_is_told_in_its_time_zone():
    moment = datetime(2026, 1, 5, 22, 0, tzinfo=UTC)
    assert Catalogue("en").moment(moment, "Asia/Dhaka", "short").startswith("1/6/26")


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("de, bn;q=0.3", "bn"),
        ("en;q=0.1, bn;q=0.9", "bn"),
        ("de", "en"),
        ("", "en"),
        ("*;q=x, ru;q=0", "en"),
    ],
)
def test_the_readers_first_language_that_is_offered_is_chosen(header, chosen):
    assert negotiate(header, ["en", "bn", "ru"]) == chosen


def test_a_catalogue_tells_what_the_page_needs():
    assert (Catalogue("pt-BR").tag, Catalogue("ar").direction) == ("pt-BR", "rtl")
