"""Use cases of staging, one file each; pages, routes and jobs call these and nothing below."""

from vetrina.staging.service.change import cancel_staging, delete_staging
from vetrina.staging.service.read import find_state, get_staging, list_stagings
from vetrina.staging.service.start import restage, start_staging

__all__ = [
    "cancel_staging",
    "delete_staging",
    "find_state",
    "get_staging",
    "list_stagings",
    "restage",
    "start_staging",
]
