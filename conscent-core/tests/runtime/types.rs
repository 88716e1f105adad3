//! Hand-written types that have every wire type in a field, written as the generator writes them.

use std::collections::BTreeMap;

use conscent_core::serde::de::MapAccess;
use conscent_core::{Event, Field, FieldError, Number, Object, OpenEnum, Timestamp, UnknownEvent, Visitor};
use conscent_core::{events, object, open_enum, sum};
use serde_json::{Map, Value};

/// One `Object` impl: the fields with their keys.
macro_rules! fields {
    ([$($generics:tt)*] $type:ty, $name:literal, { $($key:literal => $field:ident),* $(,)? }) => {
        impl<$($generics)*> Object for $type {
            const TYPE: &'static str = $name;

            fn read<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
                match key {
                    $($key => self.$field.read(map)?,)*
                    _ => return Ok(false),
                }
                Ok(true)
            }

            fn visit<V: Visitor>(&self, visitor: &mut V) -> Result<(), V::Error> {
                $(visitor.field($key, &self.$field)?;)*
                Ok(())
            }

            fn extra(&self) -> &Map<String, Value> {
                &self.extra
            }

            fn extra_mut(&mut self) -> &mut Map<String, Value> {
                &mut self.extra
            }
        }
    };
}

#[derive(Clone, Default, PartialEq)]
pub(crate) struct Envelope<P> {
    pub(crate) event: Field<String>,
    pub(crate) payload: Field<P>,
    pub(crate) extra: Map<String, Value>,
}
fields!([P: Object] Envelope<P>, "Envelope", { "event" => event, "payload" => payload });
object!(Envelope, P);

#[derive(Clone, Default, PartialEq)]
pub(crate) struct Order {
    pub(crate) paid: Field<bool>,
    pub(crate) name: Field<String>,
    pub(crate) price: Field<Number>,
    pub(crate) at: Field<Timestamp>,
    pub(crate) kind: Field<OrderKind>,
    pub(crate) anything: Field<Value>,
    pub(crate) tags: Field<Vec<String>>,
    pub(crate) grid: Field<Vec<Vec<Number>>>,
    pub(crate) gaps: Field<Vec<Option<bool>>>,
    pub(crate) labels: Field<BTreeMap<String, String>>,
    pub(crate) children: Field<Vec<Node>>,
    pub(crate) node: Field<Node>,
    pub(crate) postcode: Field<Postcode>,
    pub(crate) detail: Field<Detail>,
    pub(crate) slash: Field<String>,
    pub(crate) extra: Map<String, Value>,
}
fields!([] Order, "Order", {
    "paid" => paid, "name" => name, "price" => price, "at" => at, "type" => kind, "anything" => anything, "tags" => tags,
    "grid" => grid, "gaps" => gaps, "labels" => labels, "children" => children, "node" => node, "postcode" => postcode,
    "detail" => detail, "a/b~c" => slash,
});
object!(Order);

impl Event for Order {
    const NAME: &'static str = "order.paid";
    const API: &'static str = "v2";
    type Body = Envelope<Self>;
    fn from_body(body: Self::Body) -> Result<Self, FieldError> {
        body.payload.into_required("Envelope", "payload")
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum OrderEvent {
    OrderPaid(Box<Envelope<Order>>),
    Unknown(UnknownEvent),
}
events!(OrderEvent { OrderPaid = "order.paid" });

/// Contains itself in every way that a type can.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Node {
    pub(crate) name: Field<String>,
    pub(crate) next: Field<Box<Node>>,
    pub(crate) all: Field<Vec<Node>>,
    pub(crate) by_name: Field<BTreeMap<String, Node>>,
    pub(crate) detail: Field<Box<Detail>>,
    pub(crate) extra: Map<String, Value>,
}
fields!([] Node, "Node", {
    "name" => name, "next" => next, "all" => all, "byName" => by_name, "detail" => detail,
});
object!(Node);

#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub(crate) enum OrderKind {
    Content,
    PayPerUse,
    Unknown(String),
}

impl OpenEnum for OrderKind {
    fn from_text(text: &str) -> Self {
        match text {
            "CONTENT" => Self::Content,
            "PAY_PER_USE" => Self::PayPerUse,
            other => Self::Unknown(other.to_owned()),
        }
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Content => "CONTENT",
            Self::PayPerUse => "PAY_PER_USE",
            Self::Unknown(text) => text,
        }
    }

    fn is_known(&self) -> bool {
        !matches!(self, Self::Unknown(_))
    }
}

open_enum!(OrderKind);

#[derive(Clone, PartialEq)]
pub(crate) enum Postcode {
    Number(Number),
    Text(String),
}
sum!(Postcode { Number, Text });

#[derive(Clone, PartialEq)]
pub(crate) enum Detail {
    Bool(bool),
    List(Vec<Number>),
    Object(Node),
}
sum!(Detail { Bool, List, Object });
