//! The attribute `#[conscent_handler]`: a function that handles an event is checked against the documented ones, and made known to a
//! router. Depend on `conscent`, which re-exports it.
//!
//! Three words: `ast` is what stands in the source, `valid` has every complaint about it, `expand` only writes.

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
    /// What the documentation calls it.
    headings: &'static [&'static str],
}

/// Makes a function a handler, which `handlers![…]` takes by its name. The function stays as it is, and can be called.
///
/// | argument | the handler is for | its first parameter |
/// |---|---|---|
/// | `event = "purchase.pass"` | this event | `PurchasePass`, or `Envelope<PurchasePass>` |
/// | `event = "purchase.*"` | all events of the group that have no handler of their own, documented or not | `PurchaseEvent` |
/// | none | the event (or group) of its first parameter | a payload, an `Envelope` of one, or the enum of a group |
/// | `raw_event = "gift.sent"` | an event that need not be documented; the name is not checked | any of those below |
/// | `fallback` | nothing: it goes to `Router::with_fallback` | any of those below |
///
/// After the event it takes, in any order: `State<T>`, `Meta`, `Raw` and `Delivery`; a fallback takes `Unrouted` too. It is sync or async,
/// and returns `()`, `Ack`, `Result<(), E>` or `Result<Ack, E>`, where `E: Into<BoxError>`.
///
/// Two more arguments: `api = "v1"`, where both apis have an event of that name, or for a `raw_event` of the old webhooks; and
/// `crate = path`, where the crate `conscent` goes by another name.
#[proc_macro_attribute]
pub fn conscent_handler(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let function = match ast::Function::parse(item.clone().into()) {
        Ok(function) => function,
        // No function: only the complaint, and the item as it is.
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

/// What `conscent::handlers!` calls, with its own crate in front.
#[doc(hidden)]
#[proc_macro]
pub fn handlers(input: TokenStream) -> TokenStream {
    list::expand(input.into()).unwrap_or_else(|error| error.to_compile_error()).into()
}
