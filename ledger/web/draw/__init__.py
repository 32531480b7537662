"""Pictures as plain SVG: of numbers that others have added up, in colours of the style sheet."""
