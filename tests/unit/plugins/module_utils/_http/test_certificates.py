# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An attempt over TLS: which certificates are accepted, and that its time is bounded too."""

from __future__ import annotations

import datetime as dt
import hashlib
import socket
import ssl
import typing as t
from pathlib import Path

import pytest
import trustme
from cryptography import x509

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._adapter import Adapter
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import (
    find_http_config,
)
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import (
    TransportError,
)
from tests.unit.attempts import send
from tests.unit.misbehaving import (
    OK,
    Server,
    dripping,
    once,
    serve,
)


def test_requests_before_2_32(tls: Server, trusted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It chooses connections without a word of TLS: what is trusted, and that time is bounded, does not hang on it.

    requirements.txt asks for a newer one, but a managed host may have that of its distribution.
    """

    def get_connection(adapter: Adapter, request: t.Any, *_args: t.Any, **_kwargs: t.Any) -> t.Any:
        return adapter.poolmanager.connection_from_url(request.url)

    monkeypatch.setattr(Adapter, "get_connection_with_tls_context", get_connection)
    assert send(tls.url, find_http_config({"ca_path": trusted}, {})).status == 200
    assert send(tls.url, find_http_config({"validate_certs": False}, {})).status == 200
    with pytest.raises(TransportError, match="failed TLS"):
        send(tls.url, find_http_config({}, {}))


def test_tls(tls: Server, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A CA file, the CAs by default, and no checking at all, which no variable of the process changes."""
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))
    monkeypatch.setenv("CURL_CA_BUNDLE", str(path))
    assert send(tls.url, find_http_config({"ca_path": str(path)}, {})).status == 200
    assert send(tls.url, find_http_config({}, {"REQUESTS_CA_BUNDLE": str(path)})).status == 200
    with pytest.raises(
        TransportError, match=r"failed TLS .certificate not valid: unable to get local issuer"
    ) as caught:
        send(tls.url, find_http_config({}, {}))
    assert (caught.value.kind, caught.value.retryable) == ("tls", False)
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(other))
    environ = {"REQUESTS_CA_BUNDLE": str(other)}
    assert send(tls.url, find_http_config({"validate_certs": False}, environ)).status == 200
    with pytest.raises(TransportError, match="failed TLS"):
        send(tls.url, find_http_config({"ca_path": str(other)}, {}))


def test_bad_certificates(authority: trustme.CA, tmp_path: Path) -> None:
    """Another host's, one that is no longer valid, a CA file that is none, and a server without TLS."""
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    config = find_http_config({"ca_path": str(path), "timeout": 5.0}, {})
    expired = trustme_expired(authority)
    for certificate, words in ((authority.issue_cert("other.example"), "IP address mismatch"), (expired, "expired")):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        with serve(once(OK), context) as server, pytest.raises(TransportError, match=words) as caught:
            send(server.url, config)
        assert (caught.value.kind, caught.value.retryable) == ("tls", False)

    def without_tls(connection: socket.socket, server: Server) -> None:
        server.received.append(connection.recv(10))
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with serve(without_tls) as server, pytest.raises(TransportError, match="failed TLS"):
        send(server.url.replace("http:", "https:"), config)
    path.write_text("no certificate", encoding="utf-8")
    with serve(once(OK), context) as server, pytest.raises(TransportError, match=r"failed TLS|could not be reached"):
        send(server.url, config)


def trustme_expired(authority: trustme.CA) -> trustme.LeafCert:
    """A certificate of yesterday."""
    past = dt.datetime.now(dt.timezone.utc) - dt.timedelta(days=1)
    return authority.issue_cert("127.0.0.1", not_before=past - dt.timedelta(days=1), not_after=past)


def test_a_tls_server_that_drips(authority: trustme.CA, tmp_path: Path) -> None:
    """The whole attempt is bounded behind TLS as well, the handshake of a server that never answers it too."""
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    config = find_http_config({"ca_path": str(path), "timeout": 1.0}, {})
    drip = dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", b"a", 0.2)
    with serve(drip, context) as server, pytest.raises(TransportError, match="within 1 s"):
        send(server.url, config)

    def mute(connection: socket.socket, server: Server) -> None:
        server.received.append(connection.recv(10))
        server.ended.wait(60)

    with serve(mute) as server, pytest.raises(TransportError, match="within 1 s"):
        send(server.url.replace("http:", "https:"), config)


def test_a_directory_of_cas(tls: Server, authority: trustme.CA, tmp_path: Path) -> None:
    """In the form that OpenSSL wants, where the file is named after the hash of the CA's name."""
    (tmp_path / f"{subject_hash(authority)}.0").write_bytes(authority.cert_pem.bytes())
    assert send(tls.url, find_http_config({"ca_path": str(tmp_path)}, {})).status == 200
    (tmp_path / "empty").mkdir()
    with pytest.raises(TransportError, match="failed TLS"):
        send(tls.url, find_http_config({"ca_path": str(tmp_path / "empty")}, {}))


def subject_hash(authority: trustme.CA) -> str:
    """What OpenSSL calls the hash of a name: of its parts in lower case, without the sequence around them."""
    subject = x509.load_pem_x509_certificate(authority.cert_pem.bytes()).subject
    parts = [x509.NameAttribute(part.oid, str(part.value).lower()) for part in subject]
    encoded = x509.Name(parts).public_bytes()
    assert encoded[1] < 128, "a longer length would take more bytes"
    return hashlib.sha1(encoded[2:]).digest()[3::-1].hex()
