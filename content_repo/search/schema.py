"""Fields of the index. Raise ``SCHEMA_VERSION`` with every change here or in ``folding``: old indexes are rebuilt."""

from functools import cache

import tantivy

SCHEMA_VERSION = 1

FACETS = ["subject", "grade", "level", "kind", "license", "series", "language", "school", "format"]
NUMBERS = ["size_bytes", "changed_at", "downloads"]


@cache
def build_schema() -> tantivy.Schema:
    """Return the schema.

    ``…_exact`` keeps marks, its partner has none. ``spelling`` holds the words of titles and topics as written, to
    suggest from. ``audience`` says who may find a document, ``card`` what the catalogue shows of it.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("uuid", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", tokenizer_name="whitespace")
    builder.add_text_field("title_exact", tokenizer_name="whitespace")
    builder.add_text_field("body", tokenizer_name="whitespace")
    builder.add_text_field("body_exact", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("spelling", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("audience", tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in NUMBERS:
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_bytes_field("card", stored=True)
    return builder.build()
