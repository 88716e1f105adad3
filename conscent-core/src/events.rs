//! Enums of several events.

/// Implements `Serialize` and the inherent functions `decode`, `name`, `drift` and `drift_of` for an enum of events.
///
/// `impl_events!(PurchaseEvent { PurchasePass = "purchase.pass", PurchaseBundle = "purchase.bundle" })` maps variants
/// to names on the wire. Each variant holds the boxed body of its event. The enum has one more variant, `Unknown`, with
/// a boxed [`UnknownEvent`](crate::UnknownEvent), whose type parameter is the type of the bodies of unknown events.
#[macro_export]
macro_rules! impl_events {
    ($type:ident { $($variant:ident = $name:literal),* $(,)? }) => {
        impl $type {
            /// Decodes the whole body of an event. An event without its own variant becomes [`Unknown`](Self::Unknown).
            ///
            /// # Errors
            /// The body is not JSON, is not a JSON object, or is nested too deeply. Nothing else is an error.
            pub fn decode(event: &str, body: &[u8]) -> ::core::result::Result<Self, $crate::DecodeError> {
                match event {
                    $($name => $crate::decode_boxed(body).map(Self::$variant),)*
                    _ => $crate::UnknownEvent::decode_boxed(event, body).map(Self::Unknown),
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

            /// Lists what this event has that its samples do not, with pointers into the whole body.
            #[must_use]
            pub fn drift(&self) -> ::std::vec::Vec<$crate::Drift> {
                match self {
                    $(Self::$variant(event) => event.drift(),)*
                    Self::Unknown(event) => event.drift(),
                }
            }

            /// Decodes the whole body of an event, and lists what it has that the samples do not, with pointers into
            /// the body. Unlike [`drift`](Self::drift), it also lists the values that had to be replaced before
            /// decoding.
            ///
            /// # Errors
            /// The same as for [`decode`](Self::decode).
            pub fn drift_of(
                event: &str,
                body: &[u8],
            ) -> ::core::result::Result<::std::vec::Vec<$crate::Drift>, $crate::DecodeError> {
                let mut drift = Self::decode(event, body)?.drift();
                drift.extend($crate::unrepresentable(body));
                ::core::result::Result::Ok(drift)
            }
        }

        /// Writes the whole body, equal to the decoded one.
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
