"""Full-text search with facets over published resources: a tantivy index that follows the change log.

``outbox`` writes the log, ``indexer`` follows it, ``generations`` rebuilds, ``reader`` opens, ``queries`` asks.
"""
