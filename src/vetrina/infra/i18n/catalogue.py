"""Words, numbers, money and dates as people of a locale write them.

Catalogues are gettext .po files under `locale/<locale>/LC_MESSAGES/`, message ids are English;
several folders may hold parts of one locale.  Source: CLDR by Babel.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from io import BytesIO
from pathlib import Path

from babel import Locale, dates, numbers
from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from vetrina.kernel import Money

DOMAIN = "messages"

# Babel writes Latin digits everywhere; the first digit of the other systems we meet.
_ZERO = {"beng": 0x9E6, "deva": 0x966, "arab": 0x660, "arabext": 0x6F0}  # codespell:ignore beng


class Catalogue:
    """One locale.  `gettext` and friends fall back to the message id."""

    def __init__(self, locale: str, folders: Sequence[Path] = ()) -> None:
        self.locale = Locale.parse(locale, sep="-" if "-" in locale else "_")
        self._folders = tuple(folders)

    @property
    def tag(self) -> str:
        """The BCP 47 tag for `<html lang>`."""
        return str(self.locale).replace("_", "-")

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`, for `<html dir>`."""
        return self.locale.text_direction

    @cached_property
    def _words(self) -> Translations:
        words = Translations()
        for folder in self._folders:
            path = folder / str(self.locale) / "LC_MESSAGES" / f"{DOMAIN}.po"
            if path.is_file():
                part = _compiled(path, str(self.locale))
                words.merge(part)
                # Merging keeps the English rule of the empty catalogue it began with.
                words.plural = part.plural
        return words

    def gettext(self, message: str) -> str:
        return str(self._words.gettext(message))

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The form that *count* takes in this language."""
        return str(self._words.ngettext(one, many, count))

    def pgettext(self, context: str, message: str) -> str:
        return str(self._words.pgettext(context, message))

    def money(self, amount: Money) -> str:
        """EUR 1999 is `€19.99`; the minor unit's size comes with the currency."""
        places = numbers.get_currency_precision(amount.currency)
        value = Decimal(amount.amount_minor).scaleb(-places)
        written = numbers.format_currency(
            value, amount.currency, locale=self.locale, numbering_system="default"
        )
        return self._in_own_digits(written)

    def number(self, value: float | Decimal) -> str:
        written = numbers.format_decimal(value, locale=self.locale, numbering_system="default")
        return self._in_own_digits(written)

    def percent(self, share: float) -> str:
        """0.25 is `25%`."""
        written = numbers.format_percent(share, locale=self.locale, numbering_system="default")
        return self._in_own_digits(written)

    def date(self, value: date, style: str = "long") -> str:
        """*style*: short, medium, long, full."""
        return self._in_own_digits(dates.format_date(value, style, locale=self.locale))

    def moment(self, value: datetime, zone: str = "UTC", style: str = "medium") -> str:
        """An aware *value* in the time zone *zone*."""
        zoned = dates.get_timezone(zone)
        written = dates.format_datetime(value, style, tzinfo=zoned, locale=self.locale)
        return self._in_own_digits(written)

    def _in_own_digits(self, text: str) -> str:
        zero = _ZERO.get(self.locale.default_numbering_system)
        if zero is None:
            return text
        return text.translate({ord("0") + digit: zero + digit for digit in range(10)})

    def currency_name(self, code: str) -> str:
        return numbers.get_currency_name(code, locale=self.locale)


def negotiate(accept_language: str, offered: Sequence[str], default: str = "en") -> str:
    """The offered locale that suits the header best (RFC 9110 §12.5.4), else *default*."""
    wanted: list[tuple[float, str]] = []
    for part in accept_language.split(","):
        tag, _, weight = part.partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if quality > 0 and tag.strip():
            wanted.append((-quality, tag.strip().replace("-", "_")))
    tags = [tag for _, tag in sorted(wanted, key=lambda pair: pair[0])]
    return negotiate_locale(tags, list(offered), sep="_") or default


def _compiled(path: Path, locale: str) -> Translations:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=locale, domain=DOMAIN)
    held = BytesIO()
    write_mo(held, catalogue)
    held.seek(0)
    return Translations(held, domain=DOMAIN)
