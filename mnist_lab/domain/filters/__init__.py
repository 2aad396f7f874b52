"""The filter language: text in, a predicate on runs out."""
