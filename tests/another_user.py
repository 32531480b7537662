"""Run the program as a user without all rights: as the login ``nobody``, where the tests are root.

Words: those of the program. That user need not be able to read the program: see ``as_root``.
"""

import os
import pwd
import sys
from functools import wraps
from importlib import import_module
from pathlib import Path

import forks


def id_of_another():
    """Return user and group that commands run as; None: as the user of the tests."""
    if os.getuid():
        return None
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def surroundings():
    """Return the environment of a program that has its modules from where these tests have them."""
    places = (str(Path(__file__).parent.parent), *sys.path)
    modules = {"PYTHONPATH": os.pathsep.join(places), "PYTHONDONTWRITEBYTECODE": "1"}
    return {**os.environ, **modules, "SAMVERK_LANG": "en"}


def run_as_another(*words, cwd, groups=(), mask=0o022):
    """Run the program as another user, and return what became of it."""
    code = (
        f"import another_user; another_user.main({list(groups)}, {mask}, {list(map(str, words))})"
    )
    return forks.run(words, code=code, cwd=cwd, env=surroundings())


def as_root(work):
    """Return a function that is root again for as long as it works: to read the program itself."""

    @wraps(work)
    def working(*words, **named):
        user = os.geteuid()
        os.seteuid(0)
        try:
            return work(*words, **named)
        finally:
            os.seteuid(user)

    return working


def become_another(groups):
    """Be the other user, who may import what only root can read, and do nothing else as root."""
    another = id_of_another()
    if another is None:
        return
    user, group = another
    os.setgroups(groups)
    os.setresgid(group, group, group)
    os.setresuid(user, user, 0)
    bootstrap, name = sys.modules["_frozen_importlib"], "_find_and_load"
    setattr(bootstrap, name, as_root(getattr(bootstrap, name)))
    installation = import_module("ledger.cli.installation")
    installation.versions = as_root(installation.versions)
    demo = import_module("ledger.demo")
    demo.proposal = as_root(demo.proposal)


def main(groups, mask, words):
    """Be the program, as the other user."""
    os.umask(mask)
    become_another(groups)
    import_module("ledger.cli.boundary").run(words)
