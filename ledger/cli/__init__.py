"""The command line: the program's edge, where people's words become commands and back."""
