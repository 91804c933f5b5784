"""Pages from templates: strict about names, escaping everything, in the reader's language."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from jinja2.runtime import Context
from jinja2.utils import pass_context

from vetrina.infra.i18n import Catalogue
from vetrina.infra.templating.links import Links


class Renderer:
    """One environment for all templates.

    *folders*: looked through in order, so that a storefront's pages come before ours.  *named*:
    folders by prefix (`ui/button.html`).  *shared*: names every template may use.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        *,
        named: Mapping[str, Path] | None = None,
        shared: Mapping[str, Any] | None = None,
        is_reloading: bool = False,
    ) -> None:
        by_name = PrefixLoader(
            {name: FileSystemLoader(path) for name, path in (named or {}).items()}
        )
        self.environment = Environment(
            loader=ChoiceLoader([by_name, *(FileSystemLoader(folder) for folder in folders)]),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=is_reloading,
            extensions=["jinja2.ext.i18n"],
        )
        self.environment.globals.update(shared or {})
        self.environment.install_gettext_callables(  # type: ignore[attr-defined]
            _gettext, _ngettext, newstyle=True, pgettext=_pgettext
        )
        self.environment.filters.update(
            money=_filter("money"),
            number=_filter("number"),
            percent=_filter("percent"),
            date=_filter("date"),
            moment=_filter("moment"),
        )

    def render(
        self,
        template: str,
        context: Any,
        *,
        catalogue: Catalogue,
        links: Links,
        block: str | None = None,
        **shell: Any,
    ) -> str:
        """The page, or only its *block* (a fragment).

        *context* is a frozen dataclass whose fields are the template's names; *shell* are names of
        the frame around the page.  Raises: jinja2.UndefinedError for a name that is not there.
        """
        names = {
            **shell,
            **{field.name: getattr(context, field.name) for field in dataclasses.fields(context)},
            "i18n": catalogue,
            "link": links.link,
            "absolute_link": links.absolute,
        }
        page = self.environment.get_template(template)
        if block is None:
            return page.render(names)
        return "".join(page.blocks[block](page.new_context(names)))


@pass_context
def _gettext(context: Context, message: str) -> str:
    return _catalogue(context).gettext(message)


@pass_context
def _ngettext(context: Context, one: str, many: str, count: int) -> str:
    return _catalogue(context).ngettext(one, many, count)


@pass_context
def _pgettext(context: Context, about: str, message: str) -> str:
    return _catalogue(context).pgettext(about, message)


def _filter(name: str) -> Any:
    @pass_context
    def apply(context: Context, value: Any, *arguments: Any) -> str:
        return str(getattr(_catalogue(context), name)(value, *arguments))

    return apply


def _catalogue(context: Context) -> Catalogue:
    held = context.resolve("i18n")
    if not isinstance(held, Catalogue):
        raise TypeError("a template is rendered without a catalogue; import macros `with context`")
    return held
