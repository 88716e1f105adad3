//! The structure of a body: its tokens, the key of each token, and which keys are kept.

use super::form;
use super::token::{Token, TokenKind, tokens};
use super::words::Words;
use conscent_core::read_text;
use std::collections::{BTreeMap, BTreeSet};
use std::iter;

/// A token and its position in the structure.
pub(super) struct Piece<'a> {
    pub(super) token: Token<'a>,
    /// The decoded text, if the token is a JSON string.
    pub(super) text: Option<String>,
    /// Whether the text has half a character (a lone surrogate), which decoding replaces.
    pub(super) has_half: bool,
    /// The key of the token, as an index into the pieces.
    key: Option<usize>,
    /// The object to which the token belongs as a key. Text outside of any object counts as one object.
    object: usize,
}

impl Piece<'_> {
    /// The object of a key, and the key.
    fn name(&self) -> Option<(usize, &str)> {
        Some((self.object, self.text.as_deref()?))
    }
}

/// The pieces of a body.
pub(super) struct Outline<'a> {
    pieces: Vec<Piece<'a>>,
    /// For each object, whether any of its keys is data.
    has_data: Vec<bool>,
}

/// An open object or list. The items of a list belong to the list's key.
#[derive(Clone, Copy, Default)]
struct Open {
    object: usize,
    key: Option<usize>,
}

/// How the keys of a body are shown.
pub(super) struct Keys<'a> {
    /// The keys that are kept.
    pub(super) kept: BTreeSet<&'a str>,
    /// The replacements of the other keys, by object and key.
    replaced: BTreeMap<(usize, &'a str), String>,
}

impl Keys<'_> {
    /// The replacement of a key, unless the key is kept.
    pub(super) fn replacement<'s>(&'s self, key: &'s Piece<'_>) -> Option<&'s str> {
        self.replaced.get(&key.name()?).map(String::as_str)
    }
}

impl<'a> Outline<'a> {
    /// Reads a body. A text that is not JSON has an outline too.
    pub(super) fn of(body: &'a str, words: &Words) -> Self {
        let (mut pieces, mut has_data) = (Vec::new(), vec![false]);
        let (mut inside, mut around) = (Open::default(), Vec::new());
        for token in tokens(body) {
            let read = match token.kind {
                TokenKind::Key | TokenKind::Text => read_text(token.text, token.kind == TokenKind::Key),
                TokenKind::Space | TokenKind::Mark | TokenKind::Bare => None,
            };
            let (text, has_half) = read.map_or((None, false), |(text, has_half)| (Some(text), has_half));
            match (token.kind, token.text) {
                (TokenKind::Key, _) => {
                    inside.key = Some(pieces.len());
                    if let Some(has_data) = has_data.get_mut(inside.object) {
                        *has_data |= !text.as_deref().is_some_and(|key| words.has_key(key) || form::is_field(key));
                    }
                }
                (TokenKind::Mark, "{") => {
                    around.push(inside);
                    inside = Open { object: has_data.len(), key: None };
                    has_data.push(false);
                }
                (TokenKind::Mark, "[") => around.push(inside),
                (TokenKind::Mark, "}" | "]") => inside = around.pop().unwrap_or_default(),
                _ => {}
            }
            pieces.push(Piece { token, text, has_half, key: inside.key, object: inside.object });
        }
        Self { pieces, has_data }
    }

    pub(super) fn pieces(&self) -> &[Piece<'a>] {
        &self.pieces
    }

    /// The key of a piece. A piece without a key, or whose key is not a JSON string, has the empty key.
    pub(super) fn key_of(&self, piece: &Piece<'_>) -> &str {
        let key = piece.key.and_then(|place| self.pieces.get(place));
        key.and_then(|key| key.text.as_deref()).unwrap_or_default()
    }

    /// Whether a key is kept: it is documented, or no key of its object is data. If one is, the keys of the object are
    /// people, places or ids, and some of them look like field names only by chance.
    fn keeps(&self, key: &Piece<'_>, words: &Words) -> bool {
        let is_beside_data = self.has_data.get(key.object).copied().unwrap_or_default();
        key.text.as_deref().is_some_and(|name| words.has_key(name) || !is_beside_data)
    }

    /// Decides how each key is shown. `replace` returns replacements of a key; the next one is tried if the object
    /// already has that key.
    pub(super) fn keys(&self, words: &Words, replace: impl Fn(&str, u8) -> String) -> Keys<'_> {
        let keys = self.pieces.iter().filter(|piece| piece.token.kind == TokenKind::Key);
        let (kept, others): (Vec<_>, Vec<_>) = keys.partition(|key| self.keeps(key, words));
        let kept: BTreeSet<_> = kept.into_iter().filter_map(Piece::name).collect();
        let mut used: BTreeSet<_> = kept.iter().map(|(object, name)| (*object, (*name).to_owned())).collect();
        let (mut replaced, mut last) = (BTreeMap::new(), BTreeMap::new());
        for (object, name) in others.into_iter().filter_map(Piece::name) {
            replaced.entry((object, name)).or_insert_with(|| {
                // Thousands of short keys can use up the first replacements. Later keys skip those, so that not every
                // key tries them all.
                let last = last.entry(object).or_insert(1);
                let mut numbers = iter::once(0).chain(*last..u8::MAX).map(|number| (number, replace(name, number)));
                let free = numbers.find(|(_, replacement)| !used.contains(&(object, replacement.clone())));
                let (number, shown) = free.unwrap_or_else(|| (0, replace(name, 0)));
                *last = number.max(*last);
                used.insert((object, shown.clone()));
                shown
            });
        }
        Keys { kept: kept.into_iter().map(|(_, name)| name).collect(), replaced }
    }
}
