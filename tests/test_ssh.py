"""OpenSSH's keys and signatures, beside the real ``ssh-keygen`` in both directions."""

import base64
import random
import struct
from hashlib import sha256

import pytest
from conftest import TIMES
from ssh_keys import OwnKey, is_good, keygen, make_key, needs_openssh, public_of, sign

from events.attested import NAMESPACE
from events.ssh import (
    ECDSA_SK,
    ED25519,
    ED25519_SK,
    BadSshKeyError,
    BadSshSignatureError,
    SshKey,
    SshSignature,
    mpint,
    string,
)
from ledger.rules.ssh_signatures import is_signed

MESSAGE = "samverk-attest/v1\nBook: samverk/åäö\n".encode()
KINDS = {
    "ed25519": ("ed25519",),
    "ecdsa": ("ecdsa", "-b", "256"),
    "ecdsa-384": ("ecdsa", "-b", "384"),
    "ecdsa-521": ("ecdsa", "-b", "521"),
    "rsa": ("rsa", "-b", "2048"),
}


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """A private key of each kind, in files; made when the first test needs it."""
    folder, made = tmp_path_factory.mktemp("ssh"), {}

    def key(name):
        if name not in made:
            made[name] = make_key(folder / name, *KINDS[name.removeprefix("other-")])
        return made[name]

    return key


@needs_openssh
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("hashed", ["sha512", "sha256"])
def test_what_ssh_keygen_signs_is_checked_here_and_what_is_written_there(
    keys, tmp_path, kind, hashed
):
    armored = sign(keys(kind), MESSAGE, NAMESPACE, "-O", f"hashalg={hashed}")
    read = SshSignature.find(armored)
    assert read.key == public_of(keys(kind))
    assert (read.namespace, read.hash) == (NAMESPACE, hashed)
    assert read.armored == armored
    assert SshSignature.read(str(read)) == read
    assert is_signed(read, MESSAGE, NAMESPACE)
    assert is_good(tmp_path, read.key, read.armored, MESSAGE)
    assert not is_signed(read, MESSAGE + b" ", NAMESPACE)
    assert not is_signed(read, MESSAGE, "file")
    told = keygen("-l", "-f", f"{keys(kind)}.pub").stdout.decode().split()
    assert read.key.fingerprint in told


@needs_openssh
@pytest.mark.parametrize("kind", [ED25519, ED25519_SK, ECDSA_SK])
def test_what_is_signed_by_the_letter_of_the_format_both_take(tmp_path, kind):
    own = OwnKey(kind)
    read = SshSignature.read(own.sign(MESSAGE))
    assert is_signed(read, MESSAGE, NAMESPACE)
    assert is_good(tmp_path, read.key, read.armored, MESSAGE)
    other = SshSignature.read(OwnKey(kind).sign(MESSAGE))
    assert not is_good(tmp_path, read.key, other.armored, MESSAGE)
    swapped = SshSignature(
        read.raw, other.key, read.namespace, read.hash, read.algorithm, read.signed, 1, 7
    )
    assert not is_signed(swapped, MESSAGE, NAMESPACE)


def test_a_token_signs_its_flags_and_its_counter_too():
    raw = bytearray(base64.b64decode(OwnKey(ED25519_SK).sign(MESSAGE)))
    for at in range(-5, 0):
        altered = bytes(raw[:at] + bytes([raw[at] ^ 1]) + (raw[at + 1 :] if at < -1 else b""))
        read = SshSignature.read(base64.b64encode(altered).decode())
        assert not is_signed(read, MESSAGE, NAMESPACE)


def test_an_altered_signature_is_none():
    """Whatever is changed of its text, its bytes or its fields; and no traceback."""
    seed = random.randrange(10**6)
    draw = random.Random(seed)
    kinds = [ED25519, ED25519_SK, ECDSA_SK]
    texts = [OwnKey(kind).sign(MESSAGE) for kind in kinds]
    letters = "".join(map(chr, range(128))) + "å€\ud800"
    for number in range(3000 * TIMES):
        text = texts[number % 3]
        at = draw.randrange(len(text))
        if number % 2:
            raw = bytearray(base64.b64decode(text))
            at = draw.randrange(len(raw))
            raw[at:] = draw.choice(
                [
                    bytes([raw[at] ^ 1 << draw.randrange(8)]) + raw[at + 1 :],
                    raw[at + 1 :],
                    draw.randbytes(1) + raw[at:],
                    b"",
                    struct.pack(">I", draw.choice([0, 1, 2**31, 2**32 - 1])) + raw[at + 4 :],
                ]
            )
            altered = base64.b64encode(raw).decode()
        else:
            altered = text[:at] + draw.choice(letters) + text[at + draw.randrange(2) :]
        if altered == text:
            continue
        try:
            read = SshSignature.read(altered)
        except BadSshSignatureError:
            continue
        assert not is_signed(read, MESSAGE, NAMESPACE), (seed, altered)


@needs_openssh
def test_ssh_keygen_takes_no_altered_signature_either(tmp_path):
    own = OwnKey()
    raw = base64.b64decode(own.sign(MESSAGE))
    key = SshKey.of(own.raw)
    for at in random.sample(range(len(raw)), 25):
        altered = raw[:at] + bytes([raw[at] ^ 4]) + raw[at + 1 :]
        text = base64.b64encode(altered).decode()
        assert not is_good(tmp_path, key, armored(text), MESSAGE), at


def armored(text):
    return f"-----BEGIN SSH SIGNATURE-----\n{text}\n-----END SSH SIGNATURE-----\n"


def line(kind, *fields):
    raw = b"".join(map(string, (kind.encode(), *fields)))
    return f"{kind} {base64.b64encode(raw).decode()}"


GOOD = line("ssh-ed25519", b"\x8a" * 32)
WEAK = line("ssh-ed25519", b"\1" + bytes(31))
RSA_1024 = line("ssh-rsa", b"\1\0\1", mpint(2**1023 + 1)[4:])
CERTIFICATE = line("ssh-ed25519-cert-v01@openssh.com", bytes(32))
REFUSED_KEYS = [
    ("", "none"),
    ("ssh-ed25519", "none"),
    ("anna", "none"),
    (f"{GOOD}\n{GOOD}", "none"),
    (f'command="sh" {GOOD}', "none"),
    (GOOD[:-4], "none"),
    (GOOD[:-4] + "!!!!", "none"),
    (GOOD.replace("ssh-ed25519", "ssh-rsa", 1), "none"),
    (line("ssh-ed25519", bytes(31)), "none"),
    (line("ssh-ed25519", b"\7" * 32, b"more"), "none"),
    (line("ecdsa-sha2-nistp256", b"nistp384", b"\4" + bytes(64)), "none"),
    (line("ecdsa-sha2-nistp256", b"nistp256", b"\2" + bytes(32)), "none"),
    (line("ssh-rsa", b"\0\1\0\1", mpint(2**2047 + 1)[4:]), "none"),
    ("ssh-ed25519 " + base64.b64encode(string(b"ssh-ed25519") + b"\xff" * 4).decode(), "none"),
    ("-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n", "private"),
    ("-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n", "private"),
    ("-----BEGIN ENCRYPTED PRIVATE KEY-----\nc2VjcmV0\n", "private"),
    ("PuTTY-User-Key-File-3: ssh-ed25519\nc2VjcmV0\n", "private"),
    ('---- BEGIN SSH2 PUBLIC KEY ----\nComment: "x"\n', "other-form"),
    ("-----BEGIN PUBLIC KEY-----\n", "other-form"),
    (CERTIFICATE, "certificate"),
    (line("ssh-dss", b"\1"), "kind"),
    (line("ssh-ed448", bytes(57)), "kind"),
    (WEAK, "weak"),
    (RSA_1024, "weak"),
]


@pytest.mark.parametrize(("text", "why"), REFUSED_KEYS)
def test_what_is_no_public_key_is_told_and_not_shown(text, why):
    for read in (SshKey.find, SshKey.read):
        with pytest.raises(BadSshKeyError) as error:
            read(text)
        assert error.value.why == why
        assert "c2VjcmV0" not in repr(error.value)


def test_a_key_is_found_in_its_file_and_recorded_without_its_comment():
    for text in (GOOD, f"{GOOD} anna at work\n", f"# mine\n\n{GOOD} å ä ö\r\n"):
        assert str(SshKey.find(text)) == GOOD
    assert str(SshKey.read(GOOD)) == GOOD
    with pytest.raises(BadSshKeyError):
        SshKey.read(f"{GOOD} anna")


@pytest.mark.parametrize("text", ["", "x", "AAAA", "åäö", base64.b64encode(b"SSHSIG").decode()])
def test_what_is_no_signature(text):
    with pytest.raises(BadSshSignatureError):
        SshSignature.read(text)
    with pytest.raises(BadSshSignatureError):
        SshSignature.find(armored(text))
    with pytest.raises(BadSshSignatureError):
        SshSignature.find(text)


def test_a_signature_of_another_hash_is_none():
    """SHA-1 and MD5 are nothing that OpenSSH signs with."""

    own = OwnKey()
    text = own.sign(MESSAGE, hashed=_Named)
    assert not is_signed(SshSignature.read(text), MESSAGE, NAMESPACE)


class _Named:
    """A good hash by the name of a bad one."""

    name = "sha1"

    def __init__(self, *given):
        self._made = sha256(*given)

    def digest(self):
        return self._made.digest()
