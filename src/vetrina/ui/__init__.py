"""One skeleton, many faces: the page's frame, its macros, style sheets, icons and small modules.

`show(request, template, context)` answers with a page; `Pages` and `Statics` are built at boot.
"""

from vetrina.ui.pages import (
    FACE_COOKIE,
    FACES,
    LANGUAGE_COOKIE,
    VARY,
    Pages,
    Person,
    face_of,
    is_fragment,
    place,
    show,
)
from vetrina.ui.statics import PREFIX, Statics

__all__ = [
    "FACES",
    "FACE_COOKIE",
    "LANGUAGE_COOKIE",
    "PREFIX",
    "VARY",
    "Pages",
    "Person",
    "Statics",
    "face_of",
    "is_fragment",
    "place",
    "show",
]
