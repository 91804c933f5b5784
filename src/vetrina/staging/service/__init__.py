"""Use cases of staging, one file each; pages, routes and jobs call these and nothing below."""

from vetrina.staging.service.change import cancel_staging, delete_staging
from vetrina.staging.service.read import find_state, find_trial_left, get_staging, list_stagings
from vetrina.staging.service.start import find_replay, restage, start_staging
from vetrina.staging.service.wishes import ROOM_TYPES

__all__ = [
    "ROOM_TYPES",
    "cancel_staging",
    "delete_staging",
    "find_replay",
    "find_state",
    "find_trial_left",
    "get_staging",
    "list_stagings",
    "restage",
    "start_staging",
]
