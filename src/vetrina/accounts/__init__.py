"""People, spaces, sessions, keys and tokens: who acts, and whose rows they may see."""

from vetrina.accounts.actor import (
    COOKIE,
    ActorOf,
    actor,
    demand_own_origin,
    drop_session,
    ensure_space,
    keep_session,
)
from vetrina.accounts.errors import (
    EmailUnreadable,
    KeyNotFound,
    NotSignedIn,
    OriginForeign,
    PasswordTooWeak,
    SessionNotFound,
    SignInRefused,
    TokenReplayed,
    TokenSpent,
)
from vetrina.accounts.openapi import KEY_OPTIONAL, KEYED
from vetrina.accounts.service.api_keys import list_keys, make_key, revoke_key, rotate_key
from vetrina.accounts.service.api_tokens import issue_tokens, refresh_tokens
from vetrina.accounts.service.identify import identify_key, identify_session, identify_token
from vetrina.accounts.service.sessions import begin_visit, end_session, list_sessions
from vetrina.accounts.service.sign_in import get_user, sign_in, sign_out
from vetrina.accounts.service.sign_up import Letterhead, ask_reset, set_password, sign_up
from vetrina.accounts.views import (
    Actor,
    KeyView,
    NewKey,
    NewSession,
    SessionView,
    TokenPair,
    UserView,
)

__all__ = [
    "COOKIE",
    "KEYED",
    "KEY_OPTIONAL",
    "Actor",
    "ActorOf",
    "EmailUnreadable",
    "KeyNotFound",
    "KeyView",
    "Letterhead",
    "NewKey",
    "NewSession",
    "NotSignedIn",
    "OriginForeign",
    "PasswordTooWeak",
    "SessionNotFound",
    "SessionView",
    "SignInRefused",
    "TokenPair",
    "TokenReplayed",
    "TokenSpent",
    "UserView",
    "actor",
    "ask_reset",
    "begin_visit",
    "demand_own_origin",
    "drop_session",
    "end_session",
    "ensure_space",
    "get_user",
    "identify_key",
    "identify_session",
    "identify_token",
    "issue_tokens",
    "keep_session",
    "list_keys",
    "list_sessions",
    "make_key",
    "refresh_tokens",
    "revoke_key",
    "rotate_key",
    "set_password",
    "sign_in",
    "sign_out",
    "sign_up",
]
