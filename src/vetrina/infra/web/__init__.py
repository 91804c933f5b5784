"""HTTP as every module above finds it: protected, bounded, measured, with one shape of errors."""

from collections.abc import Mapping, Sequence

from starlette.types import ASGIApp

from vetrina.infra import settings
from vetrina.infra.web.body import BodyGuard
from vetrina.infra.web.cors import allow_origins
from vetrina.infra.web.errors import (
    STATUS,
    BodyTooLarge,
    BodyTooSlow,
    install_errors,
    of_app_error,
    problem,
)
from vetrina.infra.web.middleware import (
    Figures,
    RequestContext,
    SecurityHeaders,
    content_policy,
    security_headers,
)
from vetrina.infra.web.openapi import ANY_CALL, problems
from vetrina.infra.web.proxies import TrustedProxies
from vetrina.infra.web.server import PortTaken, Server, make_server, open_sockets


def wrap(
    app: ASGIApp,
    whole: settings.Settings,
    *,
    images: Sequence[str] = (),
    forms: Sequence[str] = (),
    larger: Mapping[str, int] | None = None,
) -> ASGIApp:
    """*app* inside all middleware, in the order that matters.

    *images*, *forms*: origins the pages load from and send to.  *larger*: body limits by prefix.
    """
    inner: ASGIApp = BodyGuard(
        app,
        max_bytes=whole.max_body_bytes,
        first_byte_s=whole.web.header_timeout_s,
        min_bytes_per_s=whole.web.body_min_bytes_per_s,
        larger=larger,
    )
    inner = allow_origins(inner, whole.cors_origins, max_age_s=whole.web.cors_max_age_s)
    policy = content_policy(images=images, forms=forms)
    inner = SecurityHeaders(inner, security_headers(policy=policy, hsts=whole.web.hsts))
    return TrustedProxies(RequestContext(Figures(inner)), whole.web.trusted_proxies)


__all__ = [
    "ANY_CALL",
    "STATUS",
    "BodyGuard",
    "BodyTooLarge",
    "BodyTooSlow",
    "Figures",
    "PortTaken",
    "RequestContext",
    "SecurityHeaders",
    "Server",
    "TrustedProxies",
    "allow_origins",
    "content_policy",
    "install_errors",
    "make_server",
    "of_app_error",
    "open_sockets",
    "problem",
    "problems",
    "security_headers",
    "wrap",
]
