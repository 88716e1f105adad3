"""The shape of JSON of any size: which kinds of values are at each path, and how many.

``Shape.observe`` reads JSON lines. ``conscent_shape.arrow`` reads Arrow batches, as Polars and DuckDB have them, and
``conscent_shape.spark`` reads a DataFrame of Spark. Shapes merge in any order and grouping to the same bytes, and the bytes of a
shape file hold no personal data.
"""

from conscent_shape._native import Shape

__all__ = ["Shape"]
