"""The products as data: what each is called, where it answers, what it switches on.

`ChooseStorefront` finds the one a request is for; routes take it as `here: HereOf`.
"""

from vetrina.storefronts.choose import ChooseStorefront
from vetrina.storefronts.files import StorefrontUnreadable, load_storefronts
from vetrina.storefronts.here import Here, HereOf, NotInTheHall, here
from vetrina.storefronts.schema import Limits, NavEntry, Plan, Retention, Storefront, StyleEntry
from vetrina.storefronts.shelf import Storefronts

__all__ = [
    "ChooseStorefront",
    "Here",
    "HereOf",
    "Limits",
    "NavEntry",
    "NotInTheHall",
    "Plan",
    "Retention",
    "Storefront",
    "StorefrontUnreadable",
    "Storefronts",
    "StyleEntry",
    "here",
    "load_storefronts",
]
