//! A piece of generated code.

use proc_macro2::TokenStream;

/// A piece of generated code.
pub(super) enum Code {
    /// Items for prettyplease to print.
    Items(TokenStream),
    /// Text that is printed unchanged: macro calls, whose arguments prettyplease would join on one line.
    Text(String),
}

impl From<TokenStream> for Code {
    fn from(items: TokenStream) -> Self {
        Self::Items(items)
    }
}

impl Code {
    /// `path! { head { entry, … } }`, with one entry per line.
    pub(super) fn call(path: &str, head: &str, entries: impl IntoIterator<Item = String>) -> Self {
        let entries = entries.into_iter().fold(String::new(), |mut text, entry| {
            text.extend(["        ", &entry, ",\n"]);
            text
        });
        let entries = if entries.is_empty() { "{}".to_owned() } else { format!("{{\n{entries}    }}") };
        Self::Text(format!("{path}! {{\n    {head} {entries}\n}}\n"))
    }
}
