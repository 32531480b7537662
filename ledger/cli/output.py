"""Writing to standard output or to a file, whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from types import MappingProxyType

import click

from ledger.cli import streams
from ledger.cli.boundary import say
from ledger.cli.refusals import FolderInUse, FolderNotEmpty
from ledger.presentation.formats import DEFAULT, endings
from ledger.presentation.language import N_, _

_WITHOUT_TERMINAL, _UNKNOWN = 120, 80  # characters, as in a file or a mail
_TOGETHER = 1 << 17  # characters that are written together
_HINT = "'-o'"

CAUSES = {
    errno.ENOENT: N_("there is no such folder"),
    errno.ENOTDIR: N_("there is no such folder"),
    errno.EACCES: N_("you may not write there"),
    errno.EPERM: N_("you may not write there"),
    errno.EROFS: N_("you may not write there"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk is full"),
    errno.EFBIG: N_("the disk is full"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.EIO: N_("the disk cannot be written"),
    errno.EPIPE: N_("nobody reads it"),
    errno.EBADF: N_("it is closed"),
}


def format_of(
    chosen: str | None, output: Path | None, more: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Return the format: the user's choice, else that of the file's ending, else a table.

    Args:
        chosen: None: the user chose none.
        output: None: standard output.
        more: endings of formats that only this command has, and the formats.

    Raises:
        click.UsageError: the user chose none, and the ending is of no format.
    """
    if chosen is not None:
        return chosen
    if output is None or streams.descriptor_of(output) is not None:
        return DEFAULT
    if output.exists() and not output.is_file():  # a pipe
        return DEFAULT
    ending, known = output.suffix.lower(), {**endings(), **more}
    if ending not in known:
        message = _(
            "the ending of {file} says no format. Use one of {endings}, or add -O.",
            file=_named(output),
            endings=", ".join(known),
        )
        raise click.BadParameter(message, param_hint=_HINT)
    return known[ending]


def terminal_width() -> int:
    """Return how many characters a line has.

    ``COLUMNS`` says it; else the terminal; 120 where there is none, 80 where it does not know.
    """
    given = os.environ.get("COLUMNS", "")
    if given.isascii() and given.isdigit() and int(given):
        return int(given)
    if not sys.stdout.isatty():
        return _WITHOUT_TERMINAL
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or _UNKNOWN
    except OSError:
        return _UNKNOWN


def write(content: str | bytes, output: Path | None) -> None:
    """Write to standard output, or to a file that is there whole or not at all.

    ``-`` and ``/dev/stdout`` are standard output. A text is UTF-8 in files. Standard output has the
    encoding of its terminal; characters that are missing there are written in a plainer way, or as
    a visible escape. Bytes are written as they are, and never to a terminal.

    Raises:
        click.BadParameter: a folder, or a terminal where the content is no text.
        click.ClickException: the file cannot be written.
        BadInput: the file is a book or a key, or belongs to one.
    """
    descriptor = 1 if output is None else streams.descriptor_of(output)
    if output is None or descriptor == 1:
        _to_stdout(content)
        return
    require_replaceable(output)
    raw = _coded(content)
    try:
        if descriptor is not None:
            _to_descriptor(raw, descriptor)
            return
        _to_file([raw], output)
    except OSError as error:
        raise _not_written(output, error) from error
    say(_("Wrote {file}.", file=_named(output)))


def write_folder(make: Callable[[Path], object], output: Path) -> None:
    """Make a folder with all its files, which is there whole or not at all.

    Args:
        make: fills an empty folder that nobody else looks into.
        output: its name. Nothing is there, or an empty folder, which it takes the place of.

    Raises:
        BadInput: something else is there, or it is the present folder.
        click.ClickException: it cannot be written.
    """
    from ledger.books import files

    require_free_folder(output)
    target = files.real(output)
    try:
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o777 & ~_umask()
        with files.workshop(target) as workshop:
            made = workshop / "new"
            made.mkdir(files.PRIVATE_FOLDER)
            make(made)
            for path in sorted(made.rglob("*"), reverse=True):  # what is in a folder before it
                path.chmod((0o777 if path.is_dir() else 0o666) & ~_umask())
                files.flush(path)
            made.chmod(mode)
            files.flush(made)
            made.rename(target)  # in the place of an empty folder, and of nothing else
        files.flush(target.parent)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            raise FolderNotEmpty(path=str(output)) from None
        raise _not_written(output, error) from error


def require_free_folder(output: Path) -> None:
    """Make sure that a folder may be made, before a command does the work for it.

    Raises:
        BadInput: something is there that is no empty folder, or it is the present folder.
    """
    require_replaceable(output, is_folder=True)
    try:
        if output.exists() and (not output.is_dir() or any(output.iterdir())):
            raise FolderNotEmpty(path=str(output))
        if output.exists() and output.samefile(Path.cwd()):
            raise FolderInUse(path=str(output))
    except OSError as error:
        raise _not_written(output, error) from error


def write_parts(parts: Iterable[str] | Iterable[bytes], output: Path | None) -> None:
    """Write what comes in parts as they are made; arguments and errors as of ``write``.

    Standard output gets what there is, also if a later part fails.
    """
    descriptor = 1 if output is None else streams.descriptor_of(output)
    some = _joined(parts)
    if output is None or descriptor == 1:
        first = next(some, "")
        beginning = first if isinstance(first, str) else None
        for part in chain([first], some):
            _to_stdout(part, beginning)
        return
    require_replaceable(output)
    try:
        if descriptor is not None:
            for part in some:
                _to_descriptor(_coded(part), descriptor)
            return
        _to_file(map(_coded, some), output)
    except OSError as error:
        raise _not_written(output, error) from error
    say(_("Wrote {file}.", file=_named(output)))


def _coded(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _joined(parts: Iterable[str] | Iterable[bytes]) -> Iterator[str | bytes]:
    """Yield the parts, many texts at a time."""
    some: list[str] = []
    size = 0
    for part in parts:
        if isinstance(part, bytes):
            yield part
            continue
        some.append(part)
        size += len(part)
        if size >= _TOGETHER:
            yield "".join(some)
            some.clear()
            size = 0
    if size:
        yield "".join(some)


def make_folder(folder: Path) -> None:
    """Make a folder for what is written, unless it is there.

    Raises:
        click.ClickException: it could not be made.
    """
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise _not_written(folder, error) from error


def _not_written(output: Path, error: OSError) -> click.ClickException:
    cause = CAUSES.get(error.errno or 0)
    message = _(
        "{file} could not be written: {cause}.",
        file=_named(output),
        cause=_(cause) if cause else error.strerror or type(error).__name__,
    )
    return click.ClickException(message)


def require_replaceable(output: Path, *, is_folder: bool = False) -> None:
    """Make sure that a file may be written, before a command does the work for it.

    Raises:
        click.BadParameter: it is a folder, and ``is_folder`` does not say that it shall be.
        BadInput: it is any book or key, or belongs to one.
    """
    from ledger.books import protected
    from ledger.cli.session import Session

    if output.is_dir() and not is_folder:
        message = _("{file} is a folder. Name a file in it.", file=_named(output))
        raise click.BadParameter(message, param_hint=_HINT)
    context = click.get_current_context(silent=True)
    session = context.find_object(Session) if context else None
    protected.require_replaceable(output, session.local_path if session else None)


def require_another(output: Path, read: Iterable[Path]) -> None:
    """Make sure that a file that is written is none of those that are read.

    Raises:
        click.UsageError: it is one of them.
    """
    if output.exists() and any(path.exists() and output.samefile(path) for path in read):
        raise click.UsageError(_("-o names the file that is read: name another one."))


def require_writable(output: Path, content: bytes) -> None:
    """Make sure that a file can be written, by writing it beside its place and removing it.

    So what is recorded before it is written is not recorded in vain.

    Raises:
        click.BadParameter: it is a folder.
        click.ClickException: it cannot be written.
        BadInput: it is any book or key, or belongs to one.
    """
    from ledger.books import files

    if streams.descriptor_of(output) is not None:
        return
    require_replaceable(output)
    target = output.resolve()
    if target.exists() and not target.is_file():  # a pipe, a device
        return
    try:
        with files.workshop(target) as folder:
            files.fill(folder / "new", content)
    except OSError as error:
        raise _not_written(output, error) from error


def _to_stdout(content: str | bytes, beginning: str | None = None) -> None:
    if isinstance(content, str):
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        coded = streams.encoded(content, encoding, beginning)
    elif sys.stdout.isatty():
        message = _("This format is no text, so it is not printed. Write it to a file with -o.")
        raise click.BadParameter(message, param_hint="'-O'")
    else:
        coded = content
    sys.stdout.flush()
    click.echo(coded, nl=False)


def _to_descriptor(content: bytes, descriptor: int) -> None:
    sys.stderr.flush()  # perhaps the same
    with open(descriptor, "wb", closefd=False) as stream:
        stream.write(content)


def _to_file(parts: Iterable[bytes], output: Path) -> None:
    from ledger.books import files

    target = output.resolve()
    if target.exists() and not target.is_file():  # a pipe, a device
        with target.open("wb") as device:
            device.writelines(parts)
        return
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()
    files.write(target, parts, mode=mode)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _named(path: Path) -> str:
    from ledger.presentation.display import safe

    return safe(str(path))
