//! Enums, unions, and the schemas of types.

use expect_test::expect;

use crate::{ORDER, check};

#[test]
fn an_enum_is_open() {
    check(
        ORDER,
        "v1/codes",
        "OrderType",
        &expect![[r#"
            /// Values of `Order.type`.
            #[derive(Clone, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum OrderType {
                /// `NEW_ONE`
                NewOne,
                /// A value that is in no sample.
                Unknown(String),
            }

            conscent_core::impl_open_enum! {
                OrderType {
                    NewOne = "NEW_ONE",
                }
            }
        "#]],
    );
}

#[test]
fn a_union_has_a_variant_for_each_kind() {
    check(
        &[("v1/mixed/a.json", r#"{"list_of_all": [1, "x", {"a": 1}, [true], false, null], "utm": {}}"#)],
        "v1/unions",
        "MixedListOfAll",
        &expect![[r#"
            /// Values of `Mixed.list_of_all`, which are of several JSON kinds.
            #[derive(Clone, PartialEq)]
            #[non_exhaustive]
            pub enum MixedListOfAll {
                /// `true` or `false`.
                Bool(bool),
                /// A number.
                Number(Number),
                /// A string.
                Text(String),
                /// An array.
                List(Vec<bool>),
                /// An object.
                Object(Box<ListOfAll>),
            }

            conscent_core::impl_union! {
                MixedListOfAll {
                    Bool,
                    Number,
                    Text,
                    List,
                    Object,
                }
            }
        "#]],
    );
}

#[test]
fn a_type_has_its_schema() {
    let orders = &[
        ("v1/order/a.json", r#"{"id": 1, "code": "x", "endsAt": null, "tags": ["x", null]}"#),
        ("v1/order/b.json", r#"{"id": 2, "code": 7, "endsAt": "2024-03-04T10:28:47Z"}"#),
    ];
    check(
        orders,
        "v1/schemas",
        "Order",
        &expect![[r#"
            schema::impl_any_of! {
                AnyEvent {
                    Order,
                    UnknownEvent,
                }
            }

            schema::impl_object! {
                Order {
                    required "code": OrderCode = "in both samples",
                    optional "endsAt": Option<String> as "date-time" = "in both samples",
                    required "id": Number = "in both samples",
                    optional "tags": Vec<Option<String>> = "in 1 of 2 samples: order",
                }
            }

            schema::impl_any_of! {
                OrderCode {
                    Number,
                    String,
                }
            }
        "#]],
    );
}
