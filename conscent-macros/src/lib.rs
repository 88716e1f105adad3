//! The attribute `#[conscent_handler]`, which checks a function against the documented events and makes it a handler of
//! a router. Depend on `conscent`, which re-exports it.
//!
//! The attribute itself does not know any events. It expands to a call of the macro `__events!` of the crate of types,
//! which passes its table of events, the arguments and the function on to [`handler!`]:
//!
//! ```text
//! #[conscent_handler(event = "purchase.pass")] fn on_pass(…) { … }
//!     `route`: finds the crate with the types
//! conscent::__events! { { conscent::__private::handler } { { event = "purchase.pass" } fn on_pass(…) { … } } }
//!     the generated crate adds its table
//! conscent::__private::handler! { { table } { { event = "purchase.pass" } fn on_pass(…) { … } } }
//!     `table` and `ast` parse, `valid` reports every mistake, and `expand` only emits code
//! fn on_pass(…) { … } struct on_pass {} impl Handle for on_pass { … }
//! ```

// Input must never cause a panic. This is not a workspace lint, because tests may panic.
#![warn(clippy::panic, clippy::unwrap_used)]

mod ast;
mod errors;
mod expand;
mod list;
mod parameter;
mod route;
mod table;
mod valid;

use proc_macro::TokenStream;

/// Makes a function a handler. List it by its name in `handlers![…]`. The function itself does not change, and can
/// still be called.
///
/// ```ignore
/// // Compiled examples are in `conscent`, which re-exports this attribute.
/// use conscent::v2::PurchasePass;
/// use conscent::{BoxError, Raw, State, conscent_handler};
///
/// #[conscent_handler(event = "purchase.pass")] // the compiler checks this name, and the type below
/// async fn on_pass(event: PurchasePass, State(db): State<Db>) -> Result<(), BoxError> {
///     db.grant(event.require_purchase()?.require_id()?).await
/// }
///
/// #[conscent_handler(types = shop_types, event = "order.paid")] // another vendor
/// fn on_paid(order: shop_types::v1::OrderPaid, raw: Raw) {
///     println!("{} bytes: {order:?}", raw.len());
/// }
/// ```
///
/// | argument | what the handler handles | its first parameter |
/// |---|---|---|
/// | `event = "purchase.pass"` | this event | `PurchasePass`, or `Envelope<PurchasePass>` |
/// | `event = "purchase.*"` | all events of the group, documented or not, that do not have their own handler | `PurchaseEvent` |
/// | none | the event (or group) of its first parameter | a payload, an `Envelope` of a payload, or the enum of a group |
/// | `raw_event = "gift.sent"` | an event that need not be documented; its name is not checked | any of those below |
/// | `fallback` | everything else; pass it to `Router::with_fallback` | any of those below |
///
/// After the event, a handler takes `State<T>`, `Meta`, `Raw`, `Delivery` and other types that implement
/// `FromDeliveryParts`, in any order. A fallback can also take `Unrouted`. Handlers and fallbacks are sync or async,
/// and return `()`, `Ack`, `Result<(), E>` or `Result<Ack, E>`, where `E: Into<BoxError>`.
///
/// The attribute accepts three more arguments:
///
/// | argument | meaning |
/// |---|---|
/// | `types = github_types` | the path of the crate or module with the types of the events. The default is the path in the environment variable `CONSCENT_TYPES`, which a build script sets for its whole crate with `cargo::rustc-env`. Without that variable, it is `conscent`, with the types of Conscent.ai |
/// | `api = "v1"` | the api, if several apis have an event of that name, or could have the event of a `raw_event` |
/// | `crate = path` | the path of the crate `conscent`, if it has another name |
#[proc_macro_attribute]
pub fn conscent_handler(arguments: TokenStream, item: TokenStream) -> TokenStream {
    route::expand(&arguments.into(), &item.into()).into()
}

/// The second step of the attribute, which gets `{ table } { { arguments } item }`.
#[doc(hidden)]
#[proc_macro]
pub fn handler(input: TokenStream) -> TokenStream {
    let route::Routed { table, site, arguments, item } = match route::parse(input.into()) {
        Ok(routed) => routed,
        Err(error) => return error.to_compile_error().into(),
    };
    let function = match ast::Function::parse(item.clone(), &table) {
        Ok(function) => function,
        // Not a function: emit the error and the unchanged item.
        Err(error) => {
            let mut output = error.to_compile_error();
            output.extend(item);
            return output.into();
        }
    };
    let (arguments, mut errors) = ast::Arguments::parse(arguments, &table);
    let handler = valid::check(&table, &arguments, &function, &mut errors);
    expand::Expansion::new(site, &arguments).handler(&function, handler.as_ref(), errors).into()
}

/// The procedural part of `conscent::handlers!`, which passes the name of its own crate first.
#[doc(hidden)]
#[proc_macro]
pub fn handlers(input: TokenStream) -> TokenStream {
    list::expand(input.into()).unwrap_or_else(|error| error.to_compile_error()).into()
}
