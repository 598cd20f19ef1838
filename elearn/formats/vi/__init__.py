"""Vietnamese formats (glossary rule 5)."""
