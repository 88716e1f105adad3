//! The tokens of a body with their places: the key that each is under, and which keys stay.

use super::form;
use super::token::{Token, TokenKind, tokens};
use super::words::Words;
use std::collections::{BTreeMap, BTreeSet};
use std::iter;

/// A token in its place.
pub(super) struct Piece<'a> {
    pub(super) token: Token<'a>,
    /// What the token is a JSON string of.
    pub(super) text: Option<String>,
    /// The key that it is under, by its place among the pieces.
    key: Option<usize>,
    /// The object whose key it is. All of a text that is in no object counts as one.
    object: usize,
}

impl Piece<'_> {
    /// The object that a key is of, and the key.
    fn name(&self) -> Option<(usize, &str)> {
        Some((self.object, self.text.as_deref()?))
    }
}

/// The pieces of a body.
pub(super) struct Outline<'a> {
    pieces: Vec<Piece<'a>>,
    /// For each object, whether one of its keys is data.
    has_data: Vec<bool>,
}

/// What is open: an object, or a list, whose items are under the list's key.
#[derive(Clone, Copy, Default)]
struct Open {
    object: usize,
    key: Option<usize>,
}

/// What is shown of the keys of a body.
pub(super) struct Keys<'a> {
    /// Those that stay.
    pub(super) kept: BTreeSet<&'a str>,
    /// The replacements of the others, by object and key.
    replaced: BTreeMap<(usize, &'a str), String>,
}

impl Keys<'_> {
    /// The replacement of a key, unless it stays.
    pub(super) fn replacement<'s>(&'s self, key: &'s Piece<'_>) -> Option<&'s str> {
        self.replaced.get(&key.name()?).map(String::as_str)
    }
}

impl<'a> Outline<'a> {
    /// A text that is not JSON has an outline too.
    pub(super) fn of(body: &'a str, words: &Words) -> Self {
        let (mut pieces, mut has_data) = (Vec::new(), vec![false]);
        let (mut inside, mut around) = (Open::default(), Vec::new());
        for token in tokens(body) {
            let text = match token.kind {
                TokenKind::Key | TokenKind::Text => serde_json::from_str(token.text).ok(),
                TokenKind::Space | TokenKind::Mark | TokenKind::Bare => None,
            };
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
            pieces.push(Piece { token, text, key: inside.key, object: inside.object });
        }
        Self { pieces, has_data }
    }

    pub(super) fn pieces(&self) -> &[Piece<'a>] {
        &self.pieces
    }

    /// The key that a piece is under. What is under none, or under one that is not a JSON string, is under the empty one.
    pub(super) fn key_of(&self, piece: &Piece<'_>) -> &str {
        let key = piece.key.and_then(|place| self.pieces.get(place));
        key.and_then(|key| key.text.as_deref()).unwrap_or_default()
    }

    /// Whether a key stays: it is documented, or neither it nor one next to it is data. Where one is, an object has people, places or
    /// ids for its keys, and which of them look like the names of fields is chance.
    fn keeps(&self, key: &Piece<'_>, words: &Words) -> bool {
        let is_beside_data = self.has_data.get(key.object).copied().unwrap_or_default();
        key.text.as_deref().is_some_and(|name| words.has_key(name) || !is_beside_data)
    }

    /// What is shown of the keys. `replace` gives a replacement of a key, and others if that is already a key of the same object.
    pub(super) fn keys(&self, words: &Words, replace: impl Fn(&str, u8) -> String) -> Keys<'_> {
        let keys = self.pieces.iter().filter(|piece| piece.token.kind == TokenKind::Key);
        let (kept, others): (Vec<_>, Vec<_>) = keys.partition(|key| self.keeps(key, words));
        let kept: BTreeSet<_> = kept.into_iter().filter_map(Piece::name).collect();
        let mut used: BTreeSet<_> = kept.iter().map(|(object, name)| (*object, (*name).to_owned())).collect();
        let (mut replaced, mut last) = (BTreeMap::new(), BTreeMap::new());
        for (object, name) in others.into_iter().filter_map(Piece::name) {
            replaced.entry((object, name)).or_insert_with(|| {
                // Where thousands of short keys have used up the first replacements, nobody waits until each has tried them all.
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
