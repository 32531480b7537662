"""The tree agrees with the published roots, with pymerkle, and with itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree
from test_recording import concluded_book, pay

from ledger.books.opening import make_book, open_book
from ledger.books.tree import (
    EMPTY_ROOT,
    Frontier,
    LeafHasher,
    consistency_proof,
    consistent,
    entry_bytes,
    included,
    inclusion_proof,
    leaf_hash,
    root_of,
)
from ledger.work.submission import Signature

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

# The inputs and roots of the Certificate Transparency reference implementation.
CT_LEAVES = [
    bytes.fromhex(x)
    for x in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def grown(entries):
    frontier, nodes = Frontier(), {}
    for index, entry in enumerate(entries):
        nodes[0, index] = leaf_hash(entry)
        for level, place, digest in frontier.append(nodes[0, index]):
            nodes[level, place] = digest
    return frontier, lambda level, place: nodes[level, place]


def test_the_published_roots():
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    for size, root in enumerate(CT_ROOTS, 1):
        assert grown(CT_LEAVES[:size])[0].root().hex() == root


@pytest.mark.parametrize("size", [*range(1, 67), 1000, 4097])
def test_pymerkle_agrees(size):
    entries = [f"entry {n}".encode() for n in range(size)]
    oracle = InmemoryTree(algorithm="sha256")
    for entry in entries:
        oracle.append_entry(entry)
    frontier, lookup = grown(entries)
    root = oracle.get_state()
    assert frontier.root() == root_of(size, lookup) == root
    indices = range(size) if size < 67 else (0, 1, size // 2, size - 2, size - 1)
    for index in indices:
        leaf = leaf_hash(entries[index])
        path = inclusion_proof(index, size, lookup)
        theirs = oracle.prove_inclusion(index + 1, size).path
        assert path == theirs[1:]
        assert included(index, size, leaf, path, root)
        assert not included((index + 1) % size, size, leaf, path, root) or size == 1
        assert not included(index, size, leaf_hash(b"other"), path, root)
        assert not included(index, size, leaf, [*path, root], root)
        if path:
            assert not included(index, size, leaf, path[:-1], root)
    for old in indices[1:]:
        before = oracle.get_state(old)
        path = consistency_proof(old, size, lookup)
        assert root_of(old, lookup) == before
        assert consistent(old, size, before, root, path)
        assert not consistent(old, size, root, before, path)
        assert not consistent(old, size, before, root, [*path, root])


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40), st.data())
def test_any_tree_is_an_extension_of_its_beginning(entries, data):
    old = data.draw(st.integers(1, len(entries)))
    frontier, lookup = grown(entries)
    path = consistency_proof(old, len(entries), lookup)
    before = grown(entries[:old])[0].root()
    assert consistent(old, len(entries), before, frontier.root(), path)
    wrong = bytes([before[0] ^ 1]) + before[1:]
    assert not consistent(old, len(entries), wrong, frontier.root(), path)


@given(st.lists(st.integers(0, 20), max_size=12))
def test_many_leaves_at_once_are_as_good_as_one_by_one(counts):
    at_once, one_by_one, added = Frontier(), Frontier(), 0
    for count in counts:
        leaves = [leaf_hash(bytes([n])) for n in range(added, added + count)]
        added += count
        nodes = [node for leaf in leaves for node in one_by_one.append(leaf)]
        assert at_once.extend(leaves) == sorted(nodes)
        assert (at_once.size, at_once.hashes) == (added, one_by_one.hashes)


@given(st.text(), st.integers(1, 2**63 - 1), st.text(), st.binary())
def test_the_hasher_with_a_memory_hashes_the_same(stream, version, name, state):
    for field in (stream, name):
        if any(0xD800 <= ord(c) <= 0xDFFF for c in field):
            return
    hasher = LeafHasher()
    expected = leaf_hash(entry_bytes(stream, version, name, state))
    assert [hasher.leaf(stream, version, name, state) for _ in range(2)] == [expected] * 2


def test_fields_cannot_be_shifted():
    assert entry_bytes("ab", 1, "c", b"d") != entry_bytes("a", 1, "bc", b"d")
    assert entry_bytes("a", 1, "bc", b"d") != entry_bytes("a", 1, "b", b"cd")


def test_a_book_stores_every_complete_node(book_path):
    book, service = concluded_book(make_book(book_path))
    for number in (1, 2, 7):
        rows = [(pay(), Signature(actor="e")) for _ in range(number)]
        assert list(service.execute_all(rows)) == [number]
    entries = [entry_bytes(*row[1:]) for row in book.rows()]
    frontier, lookup = grown(entries)
    stored = book.connection.execute("SELECT level, place, hash FROM merkle_node").fetchall()
    assert len(stored) == len(entries) - len(frontier.hashes)
    assert all(lookup(level, place) == digest for level, place, digest in stored)
    for size in range(len(entries) + 1):
        assert book.root(size) == grown(entries[:size])[0].root()
    copy = open_book(book.path)
    assert copy.root(copy.head()) == frontier.root()
    copy.close()
    book.close()
