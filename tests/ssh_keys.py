"""OpenSSH's own program, its keys and its agent, for tests; and signatures made without it."""

import base64
import os
import shutil
import signal
import struct
import subprocess
from contextlib import contextmanager
from hashlib import sha256, sha512
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from events.attested import NAMESPACE
from events.ssh import ECDSA_SK, ED25519, ED25519_SK, SshKey, mpint, string

needs_openssh = pytest.mark.skipif(
    not all(map(shutil.which, ("ssh-keygen", "ssh-agent", "ssh-add"))) and not os.environ.get("CI"),
    reason="openssh-client is not installed",
)


def keygen(*words, **more):
    """Run ``ssh-keygen``, and return what came of it."""
    return subprocess.run(
        ["ssh-keygen", *map(str, words)], capture_output=True, check=False, **more
    )


def make_key(file, kind="ed25519", *more, passphrase=""):
    """Make a key, and return the file of the private one."""
    file.parent.mkdir(exist_ok=True)
    words = ("-q", "-t", kind, *more, "-N", passphrase, "-C", f"{file.name} at work", "-f", file)
    done = keygen(*words)
    assert done.returncode == 0, done.stderr
    return file


def public_of(file):
    """Return the public key of a file of a private one."""
    return SshKey.find(Path(f"{file}.pub").read_text("utf-8"))


def sign(file, message, namespace=NAMESPACE, *more):
    """Return the armored signature that ``ssh-keygen`` makes of a message."""
    done = keygen("-Y", "sign", "-q", "-f", file, "-n", namespace, *more, input=message)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def is_good(folder, key, armored, message, namespace=NAMESPACE):
    """Return whether ``ssh-keygen -Y verify`` takes a signature."""
    (folder / "allowed").write_text(f'anna namespaces="{namespace}" {key}\n', "utf-8")
    (folder / "signature").write_text(armored, "utf-8")
    words = ("-f", folder / "allowed", "-I", "anna", "-n", namespace, "-s", folder / "signature")
    return keygen("-Y", "verify", *words, input=message).returncode == 0


@contextmanager
def agent(*files):
    """Run an agent that knows some keys; yield what has to be in the environment."""
    done = subprocess.run(["ssh-agent", "-s"], capture_output=True, text=True, check=True)
    told = dict(line.split(";")[0].split("=") for line in done.stdout.splitlines() if "=" in line)
    try:
        for file in files:
            words = ["ssh-add", "-q", str(file)]
            subprocess.run(words, check=True, env=os.environ | told, capture_output=True)
        yield told
    finally:
        os.kill(int(told["SSH_AGENT_PID"]), signal.SIGTERM)


class OwnKey:
    """A key that signs by the letter of the format alone: of Ed25519, or in a token."""

    def __init__(self, kind=ED25519, seed=None):
        self.kind, application = kind, b"ssh:"
        is_curve = kind == ECDSA_SK
        self.secret = (
            ec.generate_private_key(ec.SECP256R1())
            if is_curve
            else ed25519.Ed25519PrivateKey.from_private_bytes(seed or os.urandom(32))
        )
        form = PublicFormat.UncompressedPoint if is_curve else PublicFormat.Raw
        encoding = Encoding.X962 if is_curve else Encoding.Raw
        raw = string(kind.encode()) + (string(b"nistp256") if is_curve else b"")
        raw += string(self.secret.public_key().public_bytes(encoding, form))
        self.application = application if kind in {ED25519_SK, ECDSA_SK} else b""
        self.raw = raw + (string(application) if self.application else b"")

    def __str__(self):
        """The key as it is recorded."""
        return f"{self.kind} {base64.b64encode(self.raw).decode()}"

    def sign(self, message, namespace=NAMESPACE, *, hashed=sha512, flags=1):
        """Return a signature in base64."""
        name = hashed().name.encode()
        head = (namespace.encode(), b"", name)
        text = b"SSHSIG" + b"".join(map(string, (*head, hashed(message).digest())))
        told = struct.pack(">BI", flags, 7) if self.application else b""
        if self.application:
            text = sha256(self.application).digest() + told + sha256(text).digest()
        if self.kind == ECDSA_SK:
            r, s = decode_dss_signature(self.secret.sign(text, ec.ECDSA(hashes.SHA256())))
            proper = mpint(r) + mpint(s)
        else:
            proper = self.secret.sign(text)
        signed = string(self.kind.encode()) + string(proper) + told
        parts = b"".join(map(string, (self.raw, *head, signed)))
        return base64.b64encode(b"SSHSIG" + struct.pack(">I", 1) + parts).decode()
