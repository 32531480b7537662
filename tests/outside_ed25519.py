"""Ed25519 signatures are verified here as RFC 8032 says it, with the standard library alone."""

import hashlib

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
_ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def _add(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number, point):
    product = (0, 1, 1, 0)
    while number:
        if number & 1:
            product = _add(product, point)
        point, number = _add(point, point), number >> 1
    return product


def _x_of(y, odd):
    """Return the x of a point of the curve; None if there is none."""
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * _ROOT_OF_MINUS_1 % P
    if (x * x - square) % P or (x == 0 and odd):
        return None
    return P - x if x & 1 != odd else x


def _point(encoded):
    number = int.from_bytes(encoded, "little")
    y, odd = number & ((1 << 255) - 1), number >> 255
    x = _x_of(y, odd) if y < P else None
    return None if x is None else (x, y, 1, x * y % P)


def _encoded(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


_Y = 4 * pow(5, P - 2, P) % P
_X = _x_of(_Y, 0)
BASE = (_X, _Y, 1, _X * _Y % P)


def is_of_small_order(key):
    """Return whether anybody can sign for a public key: eight times its point is none."""
    point = _point(key)
    return point is not None and _encoded(_times(8, point)) == (1).to_bytes(32, "little")


def verifies(key, signature, message):
    """Return whether a signature of 64 bytes on a message is one by a public key of 32 bytes."""
    if len(key) != 32 or len(signature) != 64:
        return False
    point, s = _point(key), int.from_bytes(signature[32:], "little")
    if point is None or s >= ORDER:
        return False
    hashed = hashlib.sha512(signature[:32] + key + message).digest()
    k = int.from_bytes(hashed, "little") % ORDER
    negative = (P - point[0], point[1], 1, P - point[3])
    return _encoded(_add(_times(s, BASE), _times(k, negative))) == signature[:32]
