//! Quotes and lists: the marks before each line in them are not part of the line.

use crate::document::{Builder, Handle, ScopeKind};

/// The maximum depth of quotes and lists, since each line is compared with all of them. Deeper marks are the text of a
/// line.
const DEEPEST: usize = 32;

/// The open quotes and lists, innermost last.
#[derive(Debug, Default)]
pub(super) struct Containers {
    open: Vec<Container>,
}

#[derive(Debug)]
struct Container {
    kind: Kind,
    handle: Handle,
    is_named: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Quote,
    /// Its lines have at least this many columns of white space.
    Indented(usize),
}

impl Containers {
    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    /// How many of the open containers a line is in, and the offset of the rest of it.
    pub(super) fn strip(&self, line: &str) -> (usize, usize) {
        let mut start = 0;
        for (matched, container) in self.open.iter().enumerate() {
            let rest = line.get(start..).unwrap_or_default();
            let length = match container.kind {
                Kind::Quote => quote(rest),
                Kind::Indented(columns) if rest.trim().is_empty() => Some(indentation(rest, columns).1),
                Kind::Indented(columns) => {
                    Some(indentation(rest, columns)).filter(|(found, _)| *found >= columns).map(|(_, length)| length)
                }
            };
            match length {
                Some(length) => start += length,
                None => return (matched, start),
            }
        }
        (self.open.len(), start)
    }

    /// Whether all containers except the outermost are lists.
    pub(super) fn are_lists(&self, outermost: usize) -> bool {
        self.open.iter().skip(outermost).all(|container| container.kind != Kind::Quote)
    }

    /// Closes all containers except the outermost.
    pub(super) fn close(&mut self, keep: usize, builder: &mut Builder) {
        self.open
            .drain(keep.min(self.open.len())..)
            .rev()
            .map(|container| container.handle)
            .for_each(|handle| builder.close(handle));
    }

    /// Opens the quote or the list item that a line starts with. Returns its length, and whether the mark is shown as
    /// text, like the numbers of lists.
    pub(super) fn open(&mut self, line: &str, builder: &mut Builder) -> Option<(usize, bool)> {
        if self.open.len() >= DEEPEST {
            return None;
        }
        let (kind, scope, length, is_shown) = if let Some(length) = quote(line) {
            (Kind::Quote, ScopeKind::Quote, length, false)
        } else {
            let (columns, length, is_numbered) = item(line)?;
            (Kind::Indented(columns), ScopeKind::Item, length, is_numbered)
        };
        let handle = builder.open_for_code(scope, None);
        self.open.push(Container { kind, handle, is_named: scope == ScopeKind::Quote });
        Some((length, is_shown))
    }

    /// Opens a container that lasts as long as its lines are indented.
    pub(super) fn indent(&mut self, (columns, handle): (usize, Handle), builder: &mut Builder) {
        if self.open.len() < DEEPEST {
            self.open.push(Container { kind: Kind::Indented(columns), handle, is_named: true });
        } else {
            builder.close(handle);
        }
    }

    /// The innermost item, if it has no name yet. After this call, it has one.
    pub(super) fn unnamed(&mut self) -> Option<Handle> {
        let item = self.open.last_mut().filter(|item| !item.is_named)?;
        item.is_named = true;
        Some(item.handle)
    }
}

/// The length of a quote's mark.
fn quote(line: &str) -> Option<usize> {
    let (_, indent) = indentation(line, 3);
    let rest = line.get(indent..)?.strip_prefix('>')?;
    Some(indent + 1 + usize::from(rest.starts_with([' ', '\t'])))
}

/// The list item that a line starts with: the column and the offset of its text, and whether it is numbered.
fn item(line: &str) -> Option<(usize, usize, bool)> {
    let (indent, start) = indentation(line, usize::MAX);
    let rest = line.get(start..)?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let mark = match rest.as_bytes().get(digits)? {
        b'-' | b'*' | b'+' if digits == 0 => 1,
        b'.' | b')' if (1..=9).contains(&digits) => digits + 1,
        _ => return None,
    };
    let after = rest.get(mark..)?;
    if !after.is_empty() && !after.starts_with([' ', '\t']) {
        return None;
    }
    let (spaces, length) = indentation(after, usize::MAX);
    // More spaces indent code in the item, and an item may be empty.
    let (spaces, length) =
        if spaces > 4 || after.trim().is_empty() { (1, usize::from(!after.is_empty())) } else { (spaces, length) };
    Some((indent + mark + spaces, start + mark + length, digits > 0))
}

/// The columns of white space at the start of a line, up to a maximum, and their length in bytes.
pub(super) fn indentation(line: &str, most: usize) -> (usize, usize) {
    let (mut columns, mut length) = (0, 0);
    for byte in line.bytes() {
        let next = match byte {
            b' ' => columns + 1,
            b'\t' => columns / 4 * 4 + 4,
            _ => break,
        };
        if columns >= most {
            break;
        }
        (columns, length) = (next, length + 1);
    }
    (columns, length)
}
