"""Languages: gettext with plurals, money and dates by CLDR."""

from vetrina.infra.i18n.catalogue import Catalogue, negotiate

__all__ = ["Catalogue", "negotiate"]
