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
}
