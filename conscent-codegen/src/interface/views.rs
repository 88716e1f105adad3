//! Views: the variants of a struct, as an enum that borrows it.

use super::{Field, Module, Occurrence, Union, UnionVariant, is_default};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The variants of a struct. A method of the struct (`by_type`) returns the view for the value of its tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Views {
    /// The tag: the key whose value identifies the variant (`type`).
    pub tag: String,
    /// The method (`by_type`).
    pub method: String,
    /// The enum (`PurchaseByType`).
    pub name: String,
    /// The variants, sorted by their texts. The enum has one more, `Other`, for everything else.
    pub variants: Vec<View>,
}

impl Views {
    /// The names of the enum and of the structs that borrow the object.
    pub(crate) fn type_names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.variants.iter().map(|view| view.name.as_str()))
    }
}

/// The view of one variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// The values of the tag. Several are spellings of one word.
    pub texts: BTreeSet<String>,
    /// The variant of the enum (`Subscription`).
    pub variant: String,
    /// The struct that borrows the object (`SubscriptionPurchase`).
    pub name: String,
    /// How often it was seen.
    pub occurrence: Occurrence,
    /// The fields that the variant has, sorted by key. Each is a field of the struct, too.
    pub fields: Vec<ViewField>,
}

/// A field of a variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ViewField {
    /// The key on the wire.
    pub key: String,
    /// Whether every object of the variant has the key and it is never null, in enough samples.
    #[serde(default, skip_serializing_if = "is_default")]
    pub required: bool,
    /// The variant of the field's union, if the field has a union and only this kind of value in this variant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

impl Module {
    /// The union of a field, and the only variant of it that a view expects. `None`: the view expects all values that the
    /// field may have.
    pub(crate) fn narrowed<'a>(&'a self, own: &ViewField, field: &'a Field) -> Option<(&'a Union, &'a UnionVariant)> {
        let (kind, name) = (own.kind.as_ref()?, field.ty.reference()?);
        let union = self.unions.iter().find(|union| union.name == name)?;
        union.variants.iter().find(|one| one.variant == *kind).map(|one| (union, one))
    }
}
