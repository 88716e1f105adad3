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
        Self::call_with(path, &[(head, entries.into_iter().collect())])
    }

    /// Like [`call`](Self::call), with several lists. Only the first one is written if it is empty.
    pub(super) fn call_with(path: &str, lists: &[(&str, Vec<String>)]) -> Self {
        let mut text = String::new();
        for (head, entries) in lists {
            if text.is_empty() || !entries.is_empty() {
                let entries = entries.iter().fold(String::new(), |mut text, entry| {
                    text.extend(["        ", entry, ",\n"]);
                    text
                });
                let entries = if entries.is_empty() { "{}".to_owned() } else { format!("{{\n{entries}    }}") };
                text.extend([" ", head, " ", &entries]);
            }
        }
        Self::Text(format!("{path}! {{\n   {text}\n}}\n"))
    }
}
