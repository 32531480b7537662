"""Exchange between a book and the files that people and other programs read and write.

The file of a proposal: ``agreement_fields`` says what is in it, ``agreement_file`` reads it,
``agreement_check`` says what is wrong with it, ``agreement_template`` writes an empty one. Postings
for other programs: ``plain_text``.
"""
