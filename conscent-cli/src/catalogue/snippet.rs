//! Code for readers to copy: a handler for an event, and the command that sends its sample.

use super::view::Snippet;
use crate::show::printable;
use crate::vendor::Vendor;
use conscent_codegen::Interface;
use conscent_codegen::interface::{Event, Module};
use std::fmt::Write;
use std::path::Path;

/// The crate whose types the crate `conscent` re-exports.
pub(super) const RE_EXPORTED: &str = "conscent-types";

/// What the snippets of all events share.
pub(super) struct Snippets<'a> {
    pub(super) interface: &'a Interface,
    /// The vendor whose samples are built in.
    pub(super) built_in: &'a Vendor,
    /// The crate of the types, or the path of their module.
    pub(super) name: &'a str,
    /// The title of the page.
    pub(super) title: &'a str,
    /// The samples folder, as the command line names it.
    pub(super) samples: &'a Path,
}

impl Snippets<'_> {
    pub(super) fn of(&self, module: &Module, event: &Event) -> Vec<Snippet> {
        let handler = Snippet { title: "Handler", what: "the handler", text: self.handler(module, event) };
        let trigger = || Snippet {
            title: "Send the sample to your receiver",
            what: "the command",
            text: self.trigger(module, event),
        };
        [handler].into_iter().chain((!event.samples.is_empty()).then(trigger)).collect()
    }

    /// Whether several apis have an event of this name.
    fn is_ambiguous(&self, event: &Event) -> bool {
        let others = self.interface.modules.iter().flat_map(|module| &module.events);
        others.filter(|other| other.name == event.name).count() > 1
    }

    fn handler(&self, module: &Module, event: &Event) -> String {
        let Event { name, payload, .. } = event;
        let is_re_exported = self.name == RE_EXPORTED && self.built_in.sample(module, name).is_some();
        let root = if is_re_exported { "conscent".to_owned() } else { printable(&self.name.replace('-', "_")) };
        let mut imports = [
            format!("use {root}::{}::{};", module.ident, payload.name),
            "use conscent::{BoxError, conscent_handler};".to_owned(),
        ];
        // As rustfmt sorts them.
        imports.sort_by_key(|import| (!import.starts_with("use crate::"), import.clone()));
        let mut arguments = Vec::new();
        if !is_re_exported {
            arguments.push(format!("types = {root}"));
        }
        if self.is_ambiguous(event) {
            arguments.push(format!("api = {:?}", module.api));
        }
        arguments.push(format!("event = {name:?}"));
        let body = match payload.fields.iter().find(|field| field.ty.reference().is_some()).or(payload.fields.first()) {
            Some(field) => {
                let (ident, require) = (&field.ident, field.require_ident());
                format!("    let {ident} = event.{require}()?;\n    println!(\"{{{ident}:?}}\");\n")
            }
            None => "    println!(\"{event:?}\");\n".to_owned(),
        };
        format!(
            "{}\n\n#[conscent_handler({})]\nasync fn on_{}(event: {}) -> Result<(), BoxError> {{\n{body}    Ok(())\n}}",
            imports.join("\n"),
            arguments.join(", "),
            snake(&payload.name),
            payload.name,
        )
    }

    fn trigger(&self, module: &Module, event: &Event) -> String {
        let delivery = &self.interface.delivery;
        let is_built_in = self.built_in.interface.snapshot == self.interface.snapshot;
        let prefix = prefix(self.title);
        let mut command = format!("conscent trigger {}", quoted(&event.name));
        let mut option = |name: &str, value: &str| {
            let _ = write!(command, " \\\n    {name} {}", quoted(value));
        };
        if !is_built_in {
            option("--samples", &self.samples.to_string_lossy());
        }
        if self.is_ambiguous(event) {
            option("--api", &module.api);
        }
        option("--to", &address(module, event));
        if delivery.basic {
            option("--basic-env", &format!("{prefix}_KEY:{prefix}_SECRET"));
        }
        if delivery.signature.as_ref().is_some_and(|signature| signature.scheme.is_some()) {
            option("--sign-env", &format!("{prefix}_WEBHOOK_SECRET"));
        }
        command
    }
}

/// A receiver on this machine. If deliveries do not name their event, each event has its own endpoint.
fn address(module: &Module, event: &Event) -> String {
    let mut address = "http://127.0.0.1:3000/webhooks".to_owned();
    if !module.naming.is_given() {
        address.push('/');
        for byte in event.name.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                address.push(char::from(byte));
            } else {
                let _ = write!(address, "%{byte:02X}");
            }
        }
    }
    address
}

/// How the variables with the credentials start: the first word of the title, in capitals.
fn prefix(title: &str) -> String {
    let words = title.split(|c: char| !c.is_ascii_alphanumeric());
    let is_name = |word: &&str| word.starts_with(|c: char| c.is_ascii_alphabetic());
    words.into_iter().find(is_name).unwrap_or("VENDOR").to_ascii_uppercase()
}

/// A name of a type as the name of a function: `PurchasePass` → `purchase_pass`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    let mut before = '_';
    for c in name.chars() {
        if c.is_ascii_uppercase() && before.is_ascii_lowercase() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
        before = c;
    }
    snake
}

/// An argument as a shell reads it. A control character cannot be shown, and a name with one cannot be copied.
fn quoted(argument: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._/:=,@%+".contains(c);
    match argument {
        _ if !argument.is_empty() && argument.chars().all(is_plain) => argument.to_owned(),
        _ => format!("'{}'", printable(&argument.replace('\'', r"'\''"))),
    }
}
