"""Publications: versions of a site as files named by their digests, which many servers read.

    current.json          {"name": "spring", "version": "<digest>"}: what readers show
    names/spring.json     the version of each name
    versions/<digest>.json  its manifest: path, size and SHA-256 of each file
    objects/<digest>      the content of a file

A version is a folder of files, whatever they are. Its digest is that of its manifest, and the
manifest has the digests of the files: a reader that knows the digest of a version knows all of it.
"""

from schlaglicht.publication.publish import contents_of, names_in, publish_folder, pull, roll_back
from schlaglicht.publication.source import (
    Content,
    Current,
    Manifest,
    Source,
    open_source,
    read_current,
)

__all__ = [
    "Content",
    "Current",
    "Manifest",
    "Source",
    "contents_of",
    "names_in",
    "open_source",
    "publish_folder",
    "pull",
    "read_current",
    "roll_back",
]
