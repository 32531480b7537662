"""Whether an OpenSSH key has signed a message: computing alone, nothing is read or written.

The rules ask, so that a signature that somebody forged is found again by whoever judges past
events. ``cryptography`` is imported where a signature is checked, and nowhere else.

Source: OpenSSH's PROTOCOL.sshsig and PROTOCOL.u2f; RFC 5656, RFC 8332, RFC 8709.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from events.ssh import CURVES, ED25519, ED25519_SK, RSA, SshSignature, integers

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurve
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

_HASHES = {"sha256": hashlib.sha256, "sha512": hashlib.sha512}
_RSA_HASHES = {"rsa-sha2-256": "SHA256", "rsa-sha2-512": "SHA512"}  # never ssh-rsa, with SHA-1
_CURVE_HASHES = {"nistp256": "SHA256", "nistp384": "SHA384", "nistp521": "SHA512"}
_CURVES = {"nistp256": "SECP256R1", "nistp384": "SECP384R1", "nistp521": "SECP521R1"}


def is_signed(signature: SshSignature, message: bytes, namespace: str) -> bool:
    """Return whether the key that a signature names has made it, over a message and for a purpose.

    Args:
        signature: as it was read.
        message: what is to have been signed.
        namespace: the purpose.
    """
    if signature.namespace != namespace or signature.hash not in _HASHES:
        return False
    kind = signature.key.kind
    is_named_rightly = signature.algorithm == kind and kind != RSA
    if not is_named_rightly and not (kind == RSA and signature.algorithm in _RSA_HASHES):
        return False
    text = signature.text(_HASHES[signature.hash](message).digest())
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    try:
        _verify(signature, text)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):  # also a point off its curve
        return False
    return True


def _verify(signature: SshSignature, text: bytes) -> None:
    kind = signature.key.kind
    if kind in {ED25519, ED25519_SK}:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        Ed25519PublicKey.from_public_bytes(signature.key.key).verify(signature.signed, text)
    elif kind == RSA:
        _verify_rsa(signature, text)
    else:
        _verify_on_curve(signature, text)


def _verify_rsa(signature: SshSignature, text: bytes) -> None:
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

    exponent, modulus = signature.key.numbers
    public = RSAPublicNumbers(exponent, modulus).public_key()
    public.verify(signature.signed, text, PKCS1v15(), _hash(_RSA_HASHES[signature.algorithm]))


def _verify_on_curve(signature: SshSignature, text: bytes) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    name, _ = CURVES[signature.key.kind]
    curve: EllipticCurve = getattr(ec, _CURVES[name])()
    public = ec.EllipticCurvePublicKey.from_encoded_point(curve, signature.key.key)
    r, s = integers(signature.signed, 2)
    public.verify(encode_dss_signature(r, s), text, ec.ECDSA(_hash(_CURVE_HASHES[name])))


def _hash(name: str) -> HashAlgorithm:
    from cryptography.hazmat.primitives import hashes

    made: HashAlgorithm = getattr(hashes, name)()
    return made
