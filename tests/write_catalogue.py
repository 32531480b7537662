"""Write ledger/books/postgres/catalogue.txt: what the catalogue of a server says of a new book."""

from contextlib import closing
from pathlib import Path

from postgres_server import Server

from ledger.books.opening import make_book
from ledger.books.postgres import catalogue

TARGET = Path(catalogue.__file__).with_suffix(".txt")

if __name__ == "__main__":
    server = Server().init().start()
    try:
        with closing(make_book(server.uri(database=server.database("new")))) as book:
            lines = sorted(catalogue.catalogue(book.connection.execute))
        TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    finally:
        server.remove()
