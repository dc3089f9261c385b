"""A remote SPARQL service, asked so that nothing partial or wrong passes as an answer."""

from schlaglicht.remote.answers import GraphAnswer, RemoteTerm, Solutions
from schlaglicht.remote.client import RemoteClient, recognised_client
from schlaglicht.remote.endpoint import (
    DIALECTS,
    Credentials,
    Dialect,
    Endpoint,
    RemoteLimits,
    credentials_of,
    endpoint_at,
)

__all__ = [
    "DIALECTS",
    "Credentials",
    "Dialect",
    "Endpoint",
    "GraphAnswer",
    "RemoteClient",
    "RemoteLimits",
    "RemoteTerm",
    "Solutions",
    "credentials_of",
    "endpoint_at",
    "recognised_client",
]
