"""The letterhead of mails: where their links lead is never what a stranger's Host header says."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from vetrina.accounts.errors import AddressUnknown
from vetrina.accounts.service.sign_up import Letterhead
from vetrina.infra.parts import Parts
from vetrina.storefronts import Here

LINK_PAGE = "/password"


def letterhead(parts: Parts, here: Here, locale: str = "") -> Letterhead:
    """For mails about accounts of this storefront.

    The link leads to the public address where one is set, else to the host that chose the
    storefront, else to this machine or its own network.  Raises: AddressUnknown.
    """
    public = parts.settings.web.public_url.rstrip("/")
    base = here.links.absolute(LINK_PAGE)
    if public:
        base = f"{public}{here.links.link(LINK_PAGE)}"
    elif not _is_known(here):
        raise AddressUnknown(
            "The address of this installation is not set, so no link can be sent:"
            " set VETRINA_WEB__PUBLIC_URL."
        )
    return Letterhead(here.shop.name, base, locale or here.shop.locales[0])


def _is_known(here: Here) -> bool:
    host = urlsplit(here.links.origin).hostname or ""
    if host in here.shop.hosts or host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False
