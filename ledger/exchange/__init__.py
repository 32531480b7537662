"""What goes between a book and files that people and other programs read and write."""
