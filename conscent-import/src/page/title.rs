//! The titles of blocks: of tabs, code blocks and fences.

/// A tag that opens or closes a block.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Tag<'a> {
    /// Opens a block: `{% tab title="purchase.pass" %}`.
    Open { is_tab: bool, title: Option<&'a str> },
    /// Closes the innermost tab or code block: `{% endtab %}`.
    Close { is_tab: bool },
}

/// Whether the line is one of GitBook's tags, which are not headings.
pub(super) fn is_tag(line: &str) -> bool {
    line.trim_start().starts_with("{%")
}

/// The tags of a line: `{% tabs %}{% tab title="purchase.pass" %}`.
pub(super) fn tags(line: &str) -> impl Iterator<Item = Tag<'_>> {
    line.split("{%").skip(1).filter_map(|tag| {
        let tag = tag.split("%}").next()?.trim();
        let (name, rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
        match name {
            "tab" | "code" => Some(Tag::Open { is_tab: name == "tab", title: title(rest) }),
            "endtab" | "endcode" => Some(Tag::Close { is_tab: name == "endtab" }),
            _ => None,
        }
    })
}

/// The title among the attributes of a tag, or on the line that opens a fence, after its language: `title="purchase.pass"`.
/// It may be the name of a file, and loses its extension.
pub(super) fn title(attributes: &str) -> Option<&str> {
    let (_, value) = attributes.split_once("title=")?;
    let quote = value.chars().next()?;
    let title = match quote {
        '"' | '\'' => value.get(1..)?.split(quote).next()?,
        _ => value.split([' ', '}']).next()?,
    };
    Some(title.strip_suffix(".json").unwrap_or(title))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_with_and_without_quotes() {
        for (line, expected) in [
            ("```json title=\"purchase.pass\" lineNumbers", Some("purchase.pass")),
            ("```json {title='a b.json'}", Some("a b")),
            ("~~~ title=x", Some("x")),
            ("```json", None),
            ("title=", None),
        ] {
            assert_eq!(title(line), expected, "{line}");
        }
    }

    #[test]
    fn tags_in_a_line() {
        let line = "  {% tabs %}{% tab title=\"A.b\" %} {% hint %} {%endtab%}{% code %}{% endcode";
        let open = |is_tab, title| Tag::Open { is_tab, title };
        let close = |is_tab| Tag::Close { is_tab };
        assert!(is_tag(line));
        assert_eq!(
            tags(line).collect::<Vec<_>>(),
            [open(true, Some("A.b")), close(true), open(false, None), close(false)]
        );
    }
}
