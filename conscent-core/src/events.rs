//! Several events in one enum.

/// Implements `Serialize` and the inherent functions `decode`, `name` and `drift` for an enum of events, by their names on the wire.
///
/// `events!(PurchaseEvent { PurchasePass = "purchase.pass", PurchaseBundle = "purchase.bundle" })`: each variant holds the boxed body of
/// its event, and the enum has one more, `Unknown`, for an [`UnknownEvent`](crate::UnknownEvent).
#[macro_export]
macro_rules! events {
    ($type:ident { $($variant:ident = $name:literal),* $(,)? }) => {
        impl $type {
            /// Decodes the whole body of an event. One that has no variant of its own is [`Unknown`](Self::Unknown).
            ///
            /// # Errors
            /// The body is not JSON, is no JSON object, or nests too deep. Nothing else is an error.
            pub fn decode(event: &str, body: &[u8]) -> ::core::result::Result<Self, $crate::DecodeError> {
                match event {
                    $($name => $crate::decode_boxed(body).map(Self::$variant),)*
                    _ => $crate::UnknownEvent::decode(event, body).map(Self::Unknown),
                }
            }

            /// The event's name.
            #[must_use]
            pub fn name(&self) -> &str {
                match self {
                    $(Self::$variant(_) => $name,)*
                    Self::Unknown(event) => &event.name,
                }
            }

            /// What the samples did not know about this event, with pointers into its whole body.
            #[must_use]
            pub fn drift(&self) -> ::std::vec::Vec<$crate::Drift> {
                match self {
                    $(Self::$variant(event) => event.drift(),)*
                    Self::Unknown(event) => event.drift(),
                }
            }
        }

        /// The whole body, equal to the one that was decoded.
        impl $crate::serde::Serialize for $type {
            fn serialize<S: $crate::serde::Serializer>(&self, output: S) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(event) => event.serialize(output),)*
                    Self::Unknown(event) => event.serialize(output),
                }
            }
        }
    };
}
