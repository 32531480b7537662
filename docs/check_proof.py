"""Check that an event is in a signed book: check_proof.py PROOF-FILE PUBLIC-KEY (Python alone)."""
import base64
import hashlib
import sys
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
HEAD = "c2sp.org/tlog-proof@v1\n"
D = -121665 * pow(121666, -1, P) % P
def un64(text):
    raw = base64.b64decode(text.encode("ascii"), validate=True)
    return raw if base64.b64encode(raw).decode() == text else 1 / 0

def point(raw):  # RFC 8032, section 5.1.3
    sign, y = divmod(int.from_bytes(raw, "little"), 2**255)
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * v**3 * pow(u * v**7, (P - 5) // 8, P) % P
    x = x if v * x * x % P == u else x * pow(2, (P - 1) // 4, P) % P
    assert y < P and v * x * x % P == u and (x or not sign)
    return (P - x if x & 1 != sign else x), y
def add(a, b):
    t, x, y = D * a[0] * b[0] * a[1] * b[1], a[0] * b[1] + b[0] * a[1], a[1] * b[1] + a[0] * b[0]
    return x * pow(1 + t, -1, P) % P, y * pow(1 - t, -1, P) % P
def times(n, a, total=(0, 1)):
    while n:
        total, a, n = (add(total, a) if n & 1 else total), add(a, a), n >> 1
    return total

def signed(key, text, raw):  # s * base point == R + hash * key
    s, h = int.from_bytes(raw[32:], "little"), hashlib.sha512(raw[:32] + key + text).digest()
    left = times(s, point((4 * pow(5, -1, P) % P).to_bytes(32, "little")))
    right = add(point(raw[:32]), times(int.from_bytes(h, "little") % L, point(key)))
    return len(raw) == 64 and s < L and left == right

def check(proof, vkey):
    """Return the stored bytes of the event, with stream and name; raise where it does not hold."""
    (head, body, signatures), (name, key_id, key) = proof.split("\n\n"), vkey.split("+", 2)
    (version, extra, index, *path), (origin, size, root) = head.split("\n"), body.split("\n")
    entry, place, last, raw_key = un64(extra[6:]), int(index[6:]), int(size) - 1, un64(key)
    assert (version + "\n", extra[:6], index) == (HEAD, "extra ", f"index {place}")
    assert origin == name and size == str(last + 1) and 0 <= place <= last and raw_key[0] == 1
    assert hashlib.sha256(name.encode() + b"\n" + raw_key).hexdigest()[:8] == key_id
    lines = [line.removeprefix("\u2014 ").split(" ") for line in signatures[:-1].split("\n")]
    assert signatures == "".join(f"\u2014 {who} {raw}\n" for who, raw in lines)
    assert all(who.split() == [who] and min(who) > " " and un64(raw)[4:] for who, raw in lines)
    assert not {"+", "\x7f"} & set("".join(who for who, raw in lines))
    raws = [un64(raw) for who, raw in lines if (who, un64(raw)[:4].hex()) == (name, key_id)]
    assert raws and all(signed(raw_key[1:], (body + "\n").encode(), raw[4:]) for raw in raws)
    current = hashlib.sha256(b"\0" + entry).digest()
    for step in map(un64, path):  # RFC 9162, section 2.1.3.2
        assert len(step) == 32 and last
        odd = place & 1 or place == last
        current = hashlib.sha256(b"\1" + (step + current if odd else current + step)).digest()
        while odd and not place & 1 and place:
            place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1
    assert not last and current == un64(root) and entry[:15] == b"samverk-leaf/v1"
    return entry[15:]

if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        before, *proofs = file.read().split(HEAD)  # one after another; before them is nothing
    for proof in proofs or [""]:
        print("The proof holds:", check(before + HEAD + proof, sys.argv[2]))
