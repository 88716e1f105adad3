//! Reads a page as a document. Each format of pages has a reader; no reader is specific to a vendor.
//!
//! | module | reads |
//! |---|---|
//! | `html` | HTML, including HTML in Markdown or AsciiDoc |
//! | `markdown` | Markdown with the extensions of documentation systems |
//! | `asciidoc` | `AsciiDoc` |
//! | `openapi` | API descriptions, in JSON and YAML |
//! | `plain` | the text that a browser copies |
//! | `code` | line numbers and callouts in code |
//! | `listing` | code whose lines are each marked as code |
//! | `info` | the line that opens a block of code |

mod asciidoc;
mod code;
mod html;
mod info;
mod listing;
mod markdown;
mod openapi;
mod plain;
#[cfg(test)]
mod tests;

use crate::decode::content_name;
use crate::document::{Builder, Document};
use crate::site::Site;
use crate::text::Text;
use std::path::Path;

/// Reads a page. The file's extension determines the format. HTML and API descriptions, and Markdown in a text file,
/// are recognized by their content.
pub(crate) fn document(file: &Path, page: &str, site: &Site) -> Document {
    // Offsets count from the start of the page, including its byte order mark.
    let text = Text::at(page, 0).part(page.len() - page.trim_start_matches('\u{feff}').len()..page.len());
    let extension = content_name(file);
    let extension =
        extension.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase();
    let mut builder = Builder::new(page);
    match extension.as_str() {
        "html" | "htm" | "xhtml" => html::read(&text, &mut builder),
        _ if html::is_html(text.as_str()) => html::read(&text, &mut builder),
        "md" | "mdx" | "markdown" => markdown::read(&text, &mut builder),
        "adoc" | "asciidoc" | "asc" => asciidoc::read(&text, &mut builder),
        "json" | "yaml" | "yml" => {
            if !openapi::read(&text, &mut builder) {
                builder.code(Some(extension.replace("yml", "yaml")), text);
            }
        }
        _ if openapi::is_description(text.as_str()) && openapi::read(&text, &mut builder) => {}
        _ if markdown::is_markdown(text.as_str()) => markdown::read(&text, &mut builder),
        _ => plain::read(&text, site, &mut builder),
    }
    builder.finish()
}
