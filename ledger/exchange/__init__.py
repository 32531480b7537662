"""Exchange between a book and the files that people and other programs read and write."""
