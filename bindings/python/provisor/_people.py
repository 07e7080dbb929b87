"""Organizations, accounts and users: who may see what."""

from __future__ import annotations

from typing import SupportsIndex

from . import _ffi
from ._arguments import Request, int64
from ._handle import Document, Handle


class People(Handle):
    """Those whom instances belong to.

    Nobody but the user who provisioned an instance reads, counts, changes or finds it. A new store has a default
    organization, account and user. Secrets are shown by the call that makes them, and kept as keyed hashes only. Every
    call raises, besides what it tells itself:

        InvalidRequest, MalformedRequest: the request is at fault.
        StoreError, Busy, CallbackFailed, OutOfMemory: see there.
        Misuse: the store is closed, or belongs to another process.
        TypeError, ValueError: an argument can't be handed to the library.
    """

    def default_secrets(self) -> Document:
        """Tells the secrets of the default user and organization: {"user": "...", "organization": "..."}.

        Raises:
            Forbidden: the handle is one of `as_user`.
        """
        return self._answer(_ffi.library().provisor_default_secrets)

    def create_organization(self, organization: Request) -> Document:
        """Creates an organization with a default account and its administrator.

        Args:
            organization: "name" and "email", which are required, "firstName", "lastName".
        Returns:
            The organization with "secret", "account" and "user", the user with "secret" too.
        Raises:
            Forbidden: the handle is one of `as_user`.
        """
        return self._change(_ffi.library().provisor_organization_create, request=organization)

    def create_account(self, account: Request) -> Document:
        """Creates an account in the organization of the user for whom the handle acts.

        Args:
            account: "name", which is required, "description", "externalId".
        Raises:
            Forbidden: the user does not manage the organization.
        """
        return self._change(_ffi.library().provisor_account_create, request=account)

    def create_user(self, account: SupportsIndex, user: Request) -> Document:
        """Creates a user.

        Args:
            account: id of the account that the user will belong to.
            user: "email", which is required and unique in the organization, "firstName", "lastName", "roles" (keys of
                the organization's roles, ["user"] when absent).
        Returns:
            The user with "secret".
        Raises:
            Forbidden: the user for whom the handle acts does not manage the account.
            NotFound: there is no such account.
            Conflict: the e-mail address is taken.
        """
        number = int64("the id of an account", account)
        return self._change(_ffi.library().provisor_user_create, number, request=user)
