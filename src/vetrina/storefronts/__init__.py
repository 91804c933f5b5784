"""The products as data: what each is called, where it answers, what it switches on."""

from vetrina.storefronts.files import StorefrontUnreadable, load_storefronts
from vetrina.storefronts.schema import Limits, Plan, Retention, Storefront, StyleEntry
from vetrina.storefronts.shelf import Storefronts

__all__ = [
    "Limits",
    "Plan",
    "Retention",
    "Storefront",
    "StorefrontUnreadable",
    "Storefronts",
    "StyleEntry",
    "load_storefronts",
]
