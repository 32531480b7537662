"""The Swedish texts about the shell and the installation."""

from __future__ import annotations

SHELL: dict[str, str] = {
    # completion
    "SHELL": "SKAL",
    "Let bash, zsh or fish complete what is typed.": (
        "Låt bash, zsh eller fish komplettera det som skrivs."
    ),
    "Print the script that lets a shell complete commands, options, and the ids of agreements, lines and parties.": (
        "Skriv ut det skript som låter ett skal komplettera kommandon, flaggor och id för avtal,"
        " budgetposter och parter."
    ),
    "For bash, in ~/.bashrc:": "För bash, i ~/.bashrc:",
    "For zsh, in ~/.zshrc:": "För zsh, i ~/.zshrc:",
    "For fish, once:": "För fish, en gång:",
    # installation
    "Another program has put its files among those of samverk: {cause}. Install samverk in an environment of its own.": (
        "Ett annat program har lagt sina filer bland samverks: {cause}. Installera samverk i en egen miljö."
    ),
    "This file is not as it was installed: {cause}": (
        "Den här filen är inte som den var när den installerades: {cause}"
    ),
    "This file is gone since it was installed: {cause}": (
        "Den här filen har försvunnit sedan den installerades: {cause}"
    ),
    "This file is not samverk's, but lies among its files: {cause}": (
        "Den här filen är inte samverks, men ligger bland dess filer: {cause}"
    ),
    "The installation of samverk is damaged: {cause}": "Installationen av samverk är skadad: {cause}",
    "Install it anew, in an environment of its own; your books are not touched by that.": (
        "Installera det på nytt, i en egen miljö; böckerna rörs inte av det."
    ),
}
