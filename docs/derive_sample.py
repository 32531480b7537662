"""Draw a sample again: derive_sample.py BOOK CHECKPOINT random|money N [FROM TO [AGREEMENT]]."""
import contextlib, hashlib, itertools, json, pathlib, sqlite3, sys
given = [*sys.argv[1:], *("0", "9", "*")[len(sys.argv) - 5:]]
book, checkpoint, way, n, first, last, agreement = given
body = pathlib.Path(checkpoint).read_text(encoding="utf-8").split("\n\n")[0] + "\n"
seed = hashlib.sha256(("samverk-sample/v1\n" + body).encode()).digest()
with contextlib.closing(sqlite3.connect(f"file:{book}?mode=ro", uri=True)) as opened:
    facts = {position: json.loads(state)["data"] for position, state in opened.execute(
        "SELECT rowid, state FROM stored_events WHERE rowid <= ? AND originator_id GLOB ?"
        " ORDER BY rowid", (int(body.split("\n")[1]), "agreement/" + agreement))}
back = {fact["position"] for fact in facts.values() if fact["event"] == "entry-reversed/1"}
paid = {position: fact["amount_minor"] for position, fact in facts.items() if position not in back
        and "voucher" in fact and first <= fact.get("paid_on", fact.get("booked_on")) <= last}
if way == "random":
    drawn = sorted(paid, key=lambda p: hashlib.sha256(seed + str(p).encode()).digest())[:int(n)]
else:  # the amounts end to end, each times n: a hit in each whole sum
    total = sum(paid.values()) or 1
    before = -(int.from_bytes(seed, "big") % total) - 1
    ends = itertools.accumulate((minor * int(n) for minor in paid.values()), initial=before)
    drawn = [position for position, (begin, end) in zip(paid, itertools.pairwise(ends), strict=True)
             if end // total > begin // total]
print(*drawn)
