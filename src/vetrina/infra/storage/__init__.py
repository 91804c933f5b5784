"""Stored bytes: one door, a folder or a bucket behind it."""

from vetrina.infra import settings
from vetrina.infra.storage.cors import set_bucket_cors
from vetrina.infra.storage.door import Storage, StoredFile
from vetrina.infra.storage.errors import FileExists, FileNotFound, LinkRefused, StorageUnavailable
from vetrina.infra.storage.links import LinkSigner
from vetrina.infra.storage.local import LocalStorage
from vetrina.infra.storage.s3 import S3Storage
from vetrina.infra.storage.serve import file_route


def open_storage(whole: settings.Settings) -> Storage:
    """The store the settings name."""
    if whole.storage_backend == "s3":
        return S3Storage(whole.storage)
    signer = LinkSigner(whole.security.secret_key.get_secret_value())
    return LocalStorage(whole.files_dir, signer)


__all__ = [
    "FileExists",
    "FileNotFound",
    "LinkRefused",
    "LinkSigner",
    "LocalStorage",
    "S3Storage",
    "Storage",
    "StorageUnavailable",
    "StoredFile",
    "file_route",
    "open_storage",
    "set_bucket_cors",
]
