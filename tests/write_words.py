"""Bring the catalogue of each language up to date: new texts come in, unused ones go.

``make words`` runs it, and lists what is to be translated. A new language begins with its name:
``.venv/bin/python tests/write_words.py fi``.
"""

import sys

from babel.messages.catalog import Catalog
from texts import catalogues, file_of, needs_translation, up_to_date, written

if __name__ == "__main__":
    found = {lang: Catalog(locale=lang) for lang in sys.argv[1:]} | catalogues()
    for lang, catalogue in found.items():
        file_of(lang).parent.mkdir(parents=True, exist_ok=True)
        file_of(lang).write_text(written(up_to_date(catalogue)), encoding="utf-8")
        left = [message.id for message in catalogue if not message.string]
        left = [x for x in left if needs_translation(x)]
        sys.stdout.write(f"{lang}: {len(catalogue)} texts, {len(left)} to translate\n")
        sys.stdout.writelines(f"  {text}\n" for text in left)
