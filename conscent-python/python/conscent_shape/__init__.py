"""Computes the shape of JSON of any size: which kinds of values each path has, and how many.

``Shape.observe`` reads JSON lines. ``conscent_shape.arrow`` reads Arrow batches, such as those of Polars and DuckDB, and
``conscent_shape.spark`` reads a Spark DataFrame. Merging shapes in any order and grouping gives the same bytes, and shape files
are redacted.
"""

from conscent_shape._native import Shape

__all__ = ["Shape"]
