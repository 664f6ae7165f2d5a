# Copyright: (c) 2026, Huawei Cloud DataArts Fabric collection contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The messages if a TLS context cannot be made, or if the server ends the handshake."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import ssl
import sys
import typing as t
from pathlib import Path

import pytest
import requests
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._answer._advice import TRANSPORT
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._errors import InputError
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http import _tls
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._config import find_http_config
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._explain import explain
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._tls import shared_context
from ansible_collections.huaweicloud.dataarts_fabric.plugins.module_utils._http._transport import (
    HeaderAuth,
    Transport,
    TransportError,
)
from tests.unit.attempts import outcome
from tests.unit.misbehaving import OK, once, serve


def failure(url: str, **options: t.Any) -> TransportError:
    """How an attempt fails."""
    transport = Transport(find_http_config({"timeout": 20.0, **options}, {}))
    with pytest.raises(TransportError) as caught:
        transport.send("POST", url, auth=HeaderAuth({}))
    transport.close()
    return caught.value


def test_cas_that_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are told by their path, before anything is sent."""
    for name, text in (("empty", ""), ("text", "no certificate")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        error = failure("https://127.0.0.1:1", ca_path=str(tmp_path / name))
        assert (error.kind, error.retryable) == ("tls", False)
        assert str(error).startswith(f"failed TLS (the CA file {str(tmp_path / name)!a}: ")
        assert str(error.advice).startswith(
            "Put CA certificates in PEM into it. Its path is the value of ca_path, or otherwise of REQUESTS_CA_BUNDLE, "
        )
    os.mkfifo(tmp_path / "fifo")
    for path in (str(tmp_path / "fifo"), "/dev/null", "/dev/zero"):
        with pytest.raises(InputError, match=r"^SSL_CERT_FILE: there is no CA file or directory "):
            find_http_config({}, {"SSL_CERT_FILE": path})
    monkeypatch.setattr(os, "access", lambda *_args: False)
    with pytest.raises(InputError, match=r"^ca_path: the CA file or directory '.*empty' cannot be read$"):
        find_http_config({"ca_path": str(tmp_path / "empty")}, {})


def test_a_directory_without_hashes(tmp_path: Path, trusted: str) -> None:
    """OpenSSL would find no CA in it, and say that the server's certificate is not valid."""
    (tmp_path / "corporate-ca.pem").write_bytes(Path(trusted).read_bytes())
    error = failure("https://127.0.0.1:1", ca_path=str(tmp_path))
    told = f"failed TLS (the CA directory {str(tmp_path)!a}: no file in it is named by the hash of a CA)"
    assert (error.kind, str(error), error.retryable) == ("tls", told, False)
    assert str(error.advice).startswith("Run openssl rehash for the directory")


def test_cas_that_went_away(tmp_path: Path, trusted: str) -> None:
    """Between the check and the use."""
    config = find_http_config({"ca_path": trusted}, {})
    Path(trusted).unlink()
    (tmp_path / "other").touch()
    transport = Transport(config)
    told = outcome(transport, "https://127.0.0.1:1")
    assert told.startswith(("failed TLS", "refused"))
    transport.close()


def test_keys_that_cannot_be_logged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, trusted: str) -> None:
    """The variable is named; it is Python's own, and set by whoever looks for a fault."""
    monkeypatch.setenv("SSLKEYLOGFILE", "/no/such/directory/keys")
    error = failure("https://127.0.0.1:1", ca_path=trusted)
    told = "could not be reached: the file of SSLKEYLOGFILE cannot be written (No such file or directory)"
    assert (error.kind, str(error), error.retryable) == ("tls", told, False)
    assert error.advice == "Unset SSLKEYLOGFILE, or set it to a file that can be written."
    os.mkfifo(tmp_path / "fifo")  # nobody reads it, so that opening it would wait for ever
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "fifo"))
    assert str(failure("https://127.0.0.1:1", ca_path=trusted)) == told.replace(
        "No such file or directory", "it is a FIFO"
    )


def test_keys_that_are_logged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, context: ssl.SSLContext, trusted: str
) -> None:
    """As with requests itself."""
    for name in ("keys", "others"):
        monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / name))
        transport = Transport(find_http_config({"ca_path": trusted, "timeout": 20.0}, {}))
        with serve(once(OK), context) as server:
            assert outcome(transport, server.url) == "200"
        transport.close()
        assert "CLIENT" in (tmp_path / name).read_text(encoding="utf-8")


def test_a_list_of_directories(tmp_path: Path) -> None:
    """In SSL_CERT_DIR, as OpenSSL reads it; one of them has to be there."""
    both = f"/no/such{os.pathsep}{tmp_path}"
    assert find_http_config({}, {"SSL_CERT_DIR": both}).verify == both
    assert shared_context(both).verify_mode == ssl.CERT_REQUIRED
    with pytest.raises(InputError, match=r"^SSL_CERT_DIR: there is no CA file or directory"):
        find_http_config({}, {"SSL_CERT_DIR": f"/no/such{os.pathsep}/neither"})


def test_a_client_certificate_is_demanded(authority: trustme.CA, trusted: str) -> None:
    """It is said so, with the way out."""
    demanding = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(demanding)
    authority.configure_trust(demanding)
    demanding.verify_mode = ssl.CERT_REQUIRED
    with serve(once(OK), demanding) as server:
        error = failure(server.url, ca_path=trusted)
    assert (error.kind, str(error), error.retryable) == ("tls", "demands a TLS client certificate", False)
    assert "client certificate" in str(error.advice)


def old_fashioned_ca(*, constraint: bool) -> tuple[bytes, bytes]:
    """A CA with a basic constraint that is not critical, or none, and no key usage; its certificate for 127.0.0.1."""
    now = dt.datetime.now(dt.timezone.utc)
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "old")]),
    )

    def builder(subject: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().issuer_name(name).subject_name(subject).public_key(public)
        made = made.serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(days=1))
        return made.not_valid_after(now + dt.timedelta(days=1))

    ca = builder(name, key.public_key())
    if constraint:
        ca = ca.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=False)
    own = ec.generate_private_key(ec.SECP256R1())
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    leaf = builder(x509.Name([]), own.public_key()).add_extension(address, critical=True).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    private = own.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return ca.sign(key, hashes.SHA256()).public_bytes(pem), leaf.public_bytes(pem) + private


@pytest.mark.skipif(sys.version_info < (3, 13), reason="only Python 3.13 and newer check so strictly")
@pytest.mark.parametrize("constraint", [True, False])
def test_a_ca_that_strict_checks_refuse(constraint: bool, tmp_path: Path) -> None:
    """It is the CA that has to be renewed: naming it as ca_path is what the user did."""
    ca, leaf = old_fashioned_ca(constraint=constraint)
    (tmp_path / "ca.pem").write_bytes(ca)
    (tmp_path / "leaf.pem").write_bytes(leaf)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "leaf.pem")
    with serve(once(OK), context) as server:
        error = failure(server.url, ca_path=str(tmp_path / "ca.pem"))
    assert error.kind == "tls"
    assert str(error).startswith("failed TLS (certificate not valid: ")
    assert "renew the CA certificate" in str(error.advice)
    with serve(once(OK), context) as server:
        assert failure(server.url).advice is None


DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("name", "age", "why", "advice"),
    [
        ("127.0.0.1", 3, "certificate has expired", "Check the clock of the machine that sends, and renew the"),
        ("127.0.0.1", -3, "certificate is not yet valid", "Check the clock of the machine that sends, and renew the"),
        ("127.0.0.2", 0, "IP address mismatch", "Check the host of the endpoint: the certificate was issued for other"),
        ("fabric.example", 0, "IP address mismatch", "Check the host of the endpoint: the certificate was issued for"),
    ],
)
def test_a_certificate_of_the_right_ca(
    name: str, age: int, why: str, advice: str, authority: trustme.CA, trusted: str
) -> None:
    """Another ca_path would not help, and nobody is told to set one."""
    now = dt.datetime.now(dt.timezone.utc)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made = authority.issue_cert(name, not_before=now - (age + 1) * DAY, not_after=now - (age - 1) * DAY)
    made.configure_cert(context)
    with serve(once(OK), context) as server:
        error = failure(server.url, ca_path=trusted)
    assert str(error).startswith(f"failed TLS (certificate not valid: {why}")
    assert str(error.advice).startswith(advice)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_client_certificate_in_each_version(version: ssl.TLSVersion, authority: trustme.CA, trusted: str) -> None:
    """TLS 1.2 has only the general alert for it; TLS 1.3 tells it afterwards, where a reset may overtake it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    context.minimum_version = context.maximum_version = version
    with serve(once(OK), context) as server:
        error = failure(server.url, ca_path=trusted)
    assert error.kind in ("tls", "reset")
    assert "client certificate" in (error.advice or TRANSPORT[error.kind])


def tls_error(kind: type[ssl.SSLError], reason: str | None, **facts: t.Any) -> ssl.SSLError:
    """An error as OpenSSL's come."""
    error = kind(1, "something that is not shown")
    for name, value in {**facts, "reason": reason}.items():
        setattr(error, name, value)
    return error


CLOCK = "Check the clock of the machine that sends, and renew the certificate."
NAMES = "Check the host of the endpoint: the certificate was issued for other names."
RENEW = (
    "Python 3.13 and newer require what RFC 5280 requires of a CA certificate (a critical basic constraint, key usage,"
    " key identifiers): renew the CA certificate, and the certificate that it signed."
)
COMMON = (
    "The server and the Python that sends have no version of TLS, or no cipher, in common. TLS 1.2 is the oldest that"
    " is used. Update the server, or check the host of the endpoint."
)
NO_TLS = "The server does not speak TLS there: check the host, port and scheme (http or https) of the endpoint."
ENDED = (
    "The server ended the TLS handshake: it may require a client certificate, which this collection does not support,"
    " or not know the host of the endpoint."
)


@pytest.mark.parametrize(
    ("error", "told", "advice"),
    [
        *(
            (
                tls_error(ssl.SSLCertVerificationError, "x", verify_code=code, verify_message="it is\nnot"),
                "failed TLS (certificate not valid: it is not)",
                advice,
            )
            for codes, advice in (
                ((9, 10), CLOCK),
                ((62, 64), NAMES),
                ((79, 94), RENEW),
                ((8, 11, 18, 61, 63, 65, 78, 95), None),
            )
            for code in codes
        ),
        (
            tls_error(ssl.SSLCertVerificationError, "x", verify_code=18, verify_message="y" * 400),
            f"failed TLS ({'certificate not valid: '.ljust(300, 'y')}...)",
            None,
        ),
        (
            tls_error(ssl.SSLError, "TLSV13_ALERT_CERTIFICATE_REQUIRED"),
            "demands a TLS client certificate",
            "This collection does not support client certificates: use an endpoint that needs none, or a proxy that"
            " presents one.",
        ),
        (tls_error(ssl.SSLError, "SSLV3_ALERT_HANDSHAKE_FAILURE"), "failed TLS (sslv3 alert handshake failure)", ENDED),
        (tls_error(ssl.SSLError, "TLSV1_ALERT_ACCESS_DENIED"), "failed TLS (tlsv1 alert access denied)", ENDED),
        (tls_error(ssl.SSLError, "TLSV1_UNRECOGNIZED_NAME"), "failed TLS (tlsv1 unrecognized name)", ENDED),
        *(
            (tls_error(ssl.SSLError, f"{version}_ALERT_{name}"), f"failed TLS ({told})", ENDED)
            for version, name, told in (
                ("TLSV1", "INTERNAL_ERROR", "tlsv1 alert internal error"),
                ("TLSV1", "UNKNOWN_CA", "tlsv1 alert unknown ca"),
                ("SSLV3", "BAD_CERTIFICATE", "sslv3 alert bad certificate"),
            )
        ),
        (tls_error(ssl.SSLError, "TLSV1_ALERT_PROTOCOL_VERSION"), "failed TLS (tlsv1 alert protocol version)", COMMON),
        (
            tls_error(ssl.SSLError, "TLSV1_ALERT_INSUFFICIENT_SECURITY"),
            "failed TLS (tlsv1 alert insufficient security)",
            COMMON,
        ),
        (tls_error(ssl.SSLError, "UNSUPPORTED_PROTOCOL"), "failed TLS (unsupported protocol)", COMMON),
        (tls_error(ssl.SSLError, "WRONG_VERSION_NUMBER"), "failed TLS (wrong version number)", NO_TLS),
        (
            tls_error(ssl.SSLError, None, strerror="[SSL] tlsv1 alert no application protocol (_ssl.c:1020)"),
            "failed TLS (tlsv1 alert no application protocol)",
            ENDED,
        ),
        (requests.exceptions.SSLError(), "failed TLS (SSLError)", None),
    ],
)
def test_each_failure_of_tls(error: Exception, told: str, advice: str | None) -> None:
    """In OpenSSL's words for the user, with advice where the code tells what to do; another try would not help."""
    explained = explain(error, 5.0)
    assert (explained.kind, str(explained), explained.retryable) == ("tls", told, False)
    assert explained.advice == advice
    wrapped = requests.exceptions.SSLError(error)
    assert (str(explain(wrapped, 5.0)), explain(wrapped, 5.0).advice) == (told, advice)


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (tls_error(ssl.SSLError, "NO_CERTIFICATE_OR_CRL_FOUND"), ": no certificate or crl found"),
        (tls_error(ssl.SSLError, None), ": a certificate in it is broken"),
        (PermissionError(13, "Permission denied"), " cannot be read: Permission denied"),
    ],
)
def test_each_way_in_which_cas_are_none(
    error: OSError, why: str, trusted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file, why, and where else CAs may be named; another try would not help."""

    def refuse(*_args: object, **_kwargs: object) -> t.NoReturn:
        raise error

    monkeypatch.setattr(_tls, "_contexts", {})
    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", refuse)
    with pytest.raises(TransportError) as caught:
        shared_context(trusted)
    told = caught.value
    assert (told.kind, str(told), told.retryable) == ("tls", f"failed TLS (the CA file {trusted!a}{why})", False)
    assert told.advice == (
        "Put CA certificates in PEM into it. Its path is the value of ca_path, or otherwise of REQUESTS_CA_BUNDLE,"
        " CURL_CA_BUNDLE, SSL_CERT_FILE or SSL_CERT_DIR."
    )
