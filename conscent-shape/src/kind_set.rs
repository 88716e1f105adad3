//! Sets of JSON kinds.

use crate::Shape;
use std::fmt;

/// A set of JSON kinds.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindSet(u8);

impl KindSet {
    /// No kinds.
    pub const NONE: Self = Self(0);
    /// `null`
    pub const NULL: Self = Self(1);
    /// `true` and `false`
    pub const BOOL: Self = Self(1 << 1);
    /// Numbers.
    pub const NUMBER: Self = Self(1 << 2);
    /// Strings.
    pub const STRING: Self = Self(1 << 3);
    /// Arrays.
    pub const ARRAY: Self = Self(1 << 4);
    /// Objects.
    pub const OBJECT: Self = Self(1 << 5);

    /// The sets of one kind, with the names of JSON Schema.
    const ALL: [(Self, &'static str); 6] = [
        (Self::NULL, "null"),
        (Self::BOOL, "boolean"),
        (Self::NUMBER, "number"),
        (Self::STRING, "string"),
        (Self::ARRAY, "array"),
        (Self::OBJECT, "object"),
    ];

    /// The kinds of the values that a shape describes.
    #[must_use]
    pub fn of(shape: &Shape) -> Self {
        let counts =
            [shape.null, shape.bool, shape.number.count, shape.string.count, shape.array.count, shape.object.count];
        let occurring = Self::ALL.iter().zip(counts).filter(|(_, count)| *count > 0);
        occurring.fold(Self::NONE, |all, ((kind, _), _)| all.union(*kind))
    }

    /// The kinds in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The kinds in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The kinds of this set that the other one lacks.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether all kinds of the other set are in this one.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether the set is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The sets of one kind that make up this set, in the order of the constants.
    pub fn iter(self) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().map(|(kind, _)| kind).filter(move |kind| self.contains(*kind))
    }

    /// The names that JSON Schema has for the kinds, in the order of the constants.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::ALL.into_iter().filter(move |(kind, _)| self.contains(*kind)).map(|(_, name)| name)
    }

    /// The set as bits, in the lowest six.
    pub(crate) const fn bits(self) -> u8 {
        self.0
    }

    /// The set with these [`bits`](Self::bits).
    pub(crate) const fn from_bits(bits: u8) -> Self {
        Self(bits)
    }
}

/// Writes the names of the kinds.
impl fmt::Debug for KindSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}
