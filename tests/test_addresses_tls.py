"""A server whose certificate is checked, in front of a real one: TLS ends before its socket."""

import datetime as dt
import socket
import ssl
import struct
import threading
from contextlib import suppress

import pytest
from conftest import FileHome, Program
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from postgres_server import PORT

from ledger.books import opening

_SSL_REQUEST = 80877103
_PEM = serialization.Encoding.PEM


def certificate(common, issuer=None):
    """Return a certificate and its key: an authority's, or for a host signed by one."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
    signer, by = (issuer[1], issuer[0].subject) if issuer else (key, name)
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(common)]), critical=False)
    )
    return made.sign(signer, hashes.SHA256()), key


def pump(source, target):
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


def answer(plain, context, behind):
    """Take one client: TLS on this side, the server's socket on the other."""
    with plain, suppress(OSError):
        if struct.unpack("!ii", plain.recv(8))[1] != _SSL_REQUEST:
            return
        plain.sendall(b"S")
        with (
            context.wrap_socket(plain, server_side=True) as client,
            socket.socket(socket.AF_UNIX) as server,
        ):
            server.connect(behind)
            back = threading.Thread(target=pump, args=(server, client))
            back.start()
            pump(client, server)
            back.join()


def serve(listener, context, behind):
    answering = []
    with suppress(OSError):
        while True:
            plain, _ = listener.accept()
            answering.append(threading.Thread(target=answer, args=(plain, context, behind)))
            answering[-1].start()
    for each in answering:
        each.join()


@pytest.fixture
def secured(server, database, tmp_path):
    """The port of a TLS server for "localhost", and the files of its authority and of another."""
    opening.make_book(server.uri(database=database)).close()
    authority = certificate("Kommunens CA")
    cert, key = certificate("localhost", authority)
    pem = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (tmp_path / "server.pem").write_bytes(key.private_bytes(_PEM, *pem) + cert.public_bytes(_PEM))
    (tmp_path / "ca.pem").write_bytes(authority[0].public_bytes(_PEM))
    (tmp_path / "other.pem").write_bytes(certificate("En annan CA")[0].public_bytes(_PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    listener = socket.create_server(("127.0.0.1", 0))
    behind = str(server.home / f".s.PGSQL.{PORT}")
    serving = threading.Thread(target=serve, args=(listener, context, behind))
    serving.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    serving.join()
    listener.close()


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_a_server_proves_who_it_is_or_is_refused(secured, database, tmp_path, capsys, lang):
    def status(host, ca):
        query = f"sslmode=verify-full&sslrootcert={tmp_path / ca}&hostaddr=127.0.0.1"
        place = f"postgresql://postgres@{host}:{secured}/{database}?{query}"
        return Program(FileHome(place), capsys)("status", actor=None, lang=lang)

    done = status("localhost", "ca.pem")
    assert done.status == 0, done.err
    for host, ca in (
        ("localhost", "other.pem"), ("db.example", "ca.pem"), ("localhost", "none.pem")
    ):  # fmt: skip
        refused = status(host, ca)
        assert (refused.status, refused.code) == (2, "not-trusted"), (host, ca, refused.err)
        assert "sslrootcert" in refused.err
