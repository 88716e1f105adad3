//! The attribute `#[conscent_handler]`, which checks a function against the documented events and makes it a handler of
//! a router. Depend on `conscent`, which re-exports it.
//!
//! `ast` parses the source, `valid` reports every mistake in it, and `expand` only emits code.

// Input must never cause a panic. Tests may fail anywhere, so this is not a lint of the workspace.
#![warn(clippy::panic, clippy::unwrap_used)]

mod ast;
#[rustfmt::skip]
mod events;
mod errors;
mod expand;
mod list;
mod parameter;
mod table;
mod valid;

use proc_macro::TokenStream;

/// A documented event.
struct DocumentedEvent {
    /// The api that it belongs to.
    api: &'static str,
    /// Its name on the wire.
    name: &'static str,
    /// The type of its payload.
    payload: &'static str,
    /// The enum of its group, if it has one.
    group: Option<&'static str>,
    /// The headings under which the documentation shows it.
    headings: &'static [&'static str],
}

/// Makes a function a handler, which `handlers![…]` lists by its name. The function stays as it is, and can be called.
///
/// | argument | the handler is for | its first parameter |
/// |---|---|---|
/// | `event = "purchase.pass"` | this event | `PurchasePass`, or `Envelope<PurchasePass>` |
/// | `event = "purchase.*"` | all events of the group without a handler of their own, documented or not | `PurchaseEvent` |
/// | none | the event (or group) of its first parameter | a payload, an `Envelope` of one, or the enum of a group |
/// | `raw_event = "gift.sent"` | an event that need not be documented; its name is not checked | any of those below |
/// | `fallback` | everything else; give it to `Router::with_fallback` | any of those below |
///
/// After the event, a handler takes `State<T>`, `Meta`, `Raw` and `Delivery`, in any order. A fallback can also take
/// `Unrouted`. Both are sync or async, and return `()`, `Ack`, `Result<(), E>` or `Result<Ack, E>`, where `E:
/// Into<BoxError>`.
///
/// There are two more arguments: `api = "v1"`, if both apis have an event of that name, or for a `raw_event` of the old
/// webhooks; and `crate = path`, if the crate `conscent` has another name.
#[proc_macro_attribute]
pub fn conscent_handler(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let function = match ast::Function::parse(item.clone().into()) {
        Ok(function) => function,
        // Not a function: emit the error, and the item as it is.
        Err(error) => {
            let mut output = TokenStream::from(error.to_compile_error());
            output.extend(item);
            return output;
        }
    };
    let (arguments, mut errors) = ast::Arguments::parse(arguments.into());
    let handler = valid::check(&arguments, &function, &mut errors);
    expand::expand(&arguments, &function, handler.as_ref(), errors).into()
}

/// The procedural part of `conscent::handlers!`, which passes its own crate first.
#[doc(hidden)]
#[proc_macro]
pub fn handlers(input: TokenStream) -> TokenStream {
    list::expand(input.into()).unwrap_or_else(|error| error.to_compile_error()).into()
}
