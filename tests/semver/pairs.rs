//! Pairs of samples folders: every kind of change, in both directions.

use conscent_codegen::diff::SemverImpact::{self, Major, Minor, None as Equal, Patch};

/// The hints, and the samples by their paths without the extension.
pub(crate) type Side = (&'static str, &'static [(&'static str, &'static str)]);

/// Two versions.
pub(crate) struct Pair {
    pub(crate) what: &'static str,
    pub(crate) one: Side,
    pub(crate) other: Side,
    /// The impacts of the change and of its reverse.
    pub(crate) impacts: [SemverImpact; 2],
    /// Whether a name in Rust stays but gets another meaning, which the sources do not show.
    pub(crate) is_silent: bool,
}

const fn pair(what: &'static str, impacts: [SemverImpact; 2], one: Side, other: Side) -> Pair {
    Pair { what, one, other, impacts, is_silent: false }
}

const fn silent(what: &'static str, impacts: [SemverImpact; 2], one: Side, other: Side) -> Pair {
    Pair { is_silent: true, ..pair(what, impacts, one, other) }
}

const ENVELOPE: &str = "[envelope.v1]\nevent = \"event\"\npayload = \"payload\"\n";
const MAP: &str = "[[hint]]\napi = \"v1\"\nat = \"/m\"\nkind = \"map\"\nreason = \"a test\"\n";
const PARCEL: &str = "[[hint]]\napi = \"v1\"\nat = \"/gift\"\nname = \"Parcel\"\nreason = \"a test\"\n";
const CODES: &str = "[[hint]]\napi = \"v1\"\nat = \"/t\"\nkind = \"enum\"\nreason = \"a test\"\n";

const TAG: &str = "[[hint]]\napi = \"v1\"\nat = \"/type\"\nkind = \"tag\"\nreason = \"a test\"\n";
const TEXT_TAG: &str = "[[hint]]\napi = \"v1\"\nat = \"/type\"\nkind = \"tag\"\nreason = \"a test\"\n\
    [[hint]]\napi = \"v1\"\nat = \"/type\"\nkind = \"text\"\nreason = \"a test\"\n";
const NO_TAG: &str = "[[hint]]\napi = \"v1\"\nat = \"/type\"\nkind = \"no_tag\"\nreason = \"a test\"\n";
const CARD: (&str, &str) = ("v1/a/card", r#"{"type": "card", "n": 1, "m": 1}"#);
const CASH: (&str, &str) = ("v1/a/cash", r#"{"type": "cash", "k": "x y", "l": 1}"#);
const LEFT: (&str, &str) = ("v1/a/left", r#"{"n": 1, "m": 1, "k": "x y", "l": 1}"#);

/// All pairs. Every key counts as always present unless a sample lacks it.
pub(crate) const PAIRS: &[Pair] = &[
    pair("nothing", [Equal, Equal], ("", &[("v1/a/x", r#"{"t": "abc"}"#)]), ("", &[("v1/a/x", r#"{"t": "abd"}"#)])),
    // Keys.
    pair("a key", [Minor, Major], ("", &[("v1/a/x", r#"{"n": 1}"#)]), ("", &[("v1/a/x", r#"{"n": 1, "m": "x"}"#)])),
    pair("the first key", [Minor, Major], ("", &[("v1/a/x", "{}")]), ("", &[("v1/a/x", r#"{"n": 1}"#)])),
    pair(
        "a key under another name",
        [Major, Major],
        ("", &[("v1/a/x", r#"{"clientName": "x"}"#)]),
        ("", &[("v1/a/x", r#"{"customerName": "x"}"#)]),
    ),
    silent(
        "a key that takes another's name",
        [Major, Major],
        ("", &[("v1/a/x", r#"{"_id": 1}"#)]),
        ("", &[("v1/a/x", r#"{"_id": 1, "id": 2}"#)]),
    ),
    pair("number, text", [Major, Major], ("", &[("v1/a/x", r#"{"n": 1}"#)]), ("", &[("v1/a/x", r#"{"n": "x"}"#)])),
    pair("boolean, number", [Major, Major], ("", &[("v1/a/x", r#"{"n": true}"#)]), ("", &[("v1/a/x", r#"{"n": 1}"#)])),
    pair(
        "text, time",
        [Major, Major],
        ("", &[("v1/a/x", r#"{"at": "x"}"#)]),
        ("", &[("v1/a/x", r#"{"at": "2024-01-01T00:00:00Z"}"#)]),
    ),
    pair(
        "text, enum",
        [Major, Major],
        ("", &[("v1/a/x", r#"{"t": "sale"}"#)]),
        (CODES, &[("v1/a/x", r#"{"t": "sale"}"#)]),
    ),
    pair(
        "unknown, number",
        [Major, Major],
        ("", &[("v1/a/x", r#"{"n": null}"#)]),
        ("", &[("v1/a/x", r#"{"n": 1, "x": 1}"#)]),
    ),
    pair(
        "always, sometimes",
        [Patch, Patch],
        ("", &[("v1/a/x", r#"{"n": 1}"#), ("v1/a/y", r#"{"n": 1}"#)]),
        ("", &[("v1/a/x", r#"{"n": 1}"#), ("v1/a/y", "{}")]),
    ),
    pair(
        "sometimes null",
        [Patch, Patch],
        ("", &[("v1/a/x", r#"{"n": 1}"#), ("v1/a/y", "{}")]),
        ("", &[("v1/a/x", r#"{"n": 1}"#), ("v1/a/y", r#"{"n": null}"#)]),
    ),
    pair(
        "seen more often",
        [Patch, Patch],
        ("", &[("v1/a/x", r#"{"n": 1}"#), ("v1/a/y", "{}"), ("v1/a/z", "{}")]),
        ("", &[("v1/a/x", r#"{"n": 1}"#), ("v1/a/y", r#"{"n": 2}"#), ("v1/a/z", "{}")]),
    ),
    pair("an example", [Patch, Patch], ("", &[("v1/a/x", r#"{"n": 1}"#)]), ("", &[("v1/a/x", r#"{"n": 2}"#)])),
    // Lists and maps.
    pair(
        "a list's first item",
        [Major, Major],
        ("", &[("v1/a/x", r#"{"l": []}"#)]),
        ("", &[("v1/a/x", r#"{"l": ["x"]}"#)]),
    ),
    pair(
        "a list's items",
        [Major, Major],
        ("", &[("v1/a/x", r#"{"l": [1]}"#)]),
        ("", &[("v1/a/x", r#"{"l": ["x"]}"#)]),
    ),
    pair(
        "a list's nulls",
        [Major, Major],
        ("", &[("v1/a/x", r#"{"l": [1]}"#)]),
        ("", &[("v1/a/x", r#"{"l": [1, null]}"#)]),
    ),
    pair("one, many", [Major, Major], ("", &[("v1/a/x", r#"{"l": 1}"#)]), ("", &[("v1/a/x", r#"{"l": [1]}"#)])),
    pair(
        "a key of a list's items",
        [Minor, Major],
        ("", &[("v1/a/x", r#"{"items": [{"n": 1}]}"#)]),
        ("", &[("v1/a/x", r#"{"items": [{"n": 1, "m": 1}]}"#)]),
    ),
    pair(
        "struct, map",
        [Major, Major],
        ("", &[("v1/a/x", r#"{"m": {"n": 1}}"#)]),
        (MAP, &[("v1/a/x", r#"{"m": {"n": 1}}"#)]),
    ),
    pair(
        "a map's values",
        [Major, Major],
        (MAP, &[("v1/a/x", r#"{"m": {"n": 1}}"#)]),
        (MAP, &[("v1/a/x", r#"{"m": {"n": "x"}}"#)]),
    ),
    pair(
        "an empty object's first key",
        [Minor, Major],
        ("", &[("v1/a/x", r#"{"o": {}}"#)]),
        ("", &[("v1/a/x", r#"{"o": {"n": 1}}"#)]),
    ),
    // Enums and unions.
    pair(
        "a code",
        [Minor, Major],
        (CODES, &[("v1/a/x", r#"{"t": "SALE"}"#), ("v1/a/y", r#"{"t": "SALE"}"#)]),
        (CODES, &[("v1/a/x", r#"{"t": "SALE"}"#), ("v1/a/y", r#"{"t": "GIFT"}"#)]),
    ),
    silent(
        "a code that takes another's name",
        [Major, Major],
        (CODES, &[("v1/a/x", r#"{"t": "a-b"}"#), ("v1/a/y", r#"{"t": "a-b"}"#)]),
        (CODES, &[("v1/a/x", r#"{"t": "a-b"}"#), ("v1/a/y", r#"{"t": "a b"}"#)]),
    ),
    pair(
        "one kind, two",
        [Major, Major],
        ("", &[("v1/a/x", r#"{"n": 1}"#), ("v1/a/y", r#"{"n": 1}"#)]),
        ("", &[("v1/a/x", r#"{"n": 1}"#), ("v1/a/y", r#"{"n": "x"}"#)]),
    ),
    pair(
        "two kinds, three",
        [Minor, Major],
        ("", &[("v1/a/x", r#"{"l": [1, "x", 2]}"#)]),
        ("", &[("v1/a/x", r#"{"l": [1, "x", true]}"#)]),
    ),
    pair(
        "a kind's type",
        [Major, Major],
        ("", &[("v1/a/x", r#"{"t": 1}"#), ("v1/a/y", r#"{"t": "SALE"}"#)]),
        (CODES, &[("v1/a/x", r#"{"t": 1}"#), ("v1/a/y", r#"{"t": "SALE"}"#)]),
    ),
    pair(
        "an object in a union gains a key",
        [Minor, Major],
        ("", &[("v1/a/x", r#"{"n": 1}"#), ("v1/a/y", r#"{"n": {"a": 1}}"#)]),
        ("", &[("v1/a/x", r#"{"n": 1}"#), ("v1/a/y", r#"{"n": {"a": 1, "b": 1}}"#)]),
    ),
    // Types that many places share.
    pair(
        "one type becomes two",
        [Major, Major],
        ("", &[("v1/a/x", r#"{"home": {"city": "x", "pin": "y"}, "work": {"city": "x", "pin": "y"}}"#)]),
        ("", &[("v1/a/x", r#"{"home": {"city": "x", "pin": "y"}, "work": {"street": "x", "floor": "y"}}"#)]),
    ),
    pair(
        "a type under another name",
        [Major, Major],
        ("", &[("v1/a/x", r#"{"gift": {"n": 1}}"#)]),
        (PARCEL, &[("v1/a/x", r#"{"gift": {"n": 1}}"#)]),
    ),
    pair(
        "a payload that would like a type's name",
        [Minor, Major],
        ("", &[("v1/a/x", r#"{"gift": {"n": 1}}"#)]),
        ("", &[("v1/a/x", r#"{"gift": {"n": 1}}"#), ("v1/gift/x", r#"{"m": 1}"#)]),
    ),
    pair(
        "an object in itself",
        [Minor, Major],
        ("", &[("v1/a/x", r#"{"node": {"n": 1}}"#)]),
        ("", &[("v1/a/x", r#"{"node": {"n": 1, "node": {"n": 1}}}"#)]),
    ),
    pair(
        "a key that makes a box of another",
        [Major, Major],
        ("", &[("v1/a/x", r#"{"right": {"m": 1, "left": {"n": 1}}}"#)]),
        ("", &[("v1/a/x", r#"{"right": {"m": 1, "left": {"n": 1, "right": {"m": 1}}}}"#)]),
    ),
    // Views.
    pair("a tag", [Minor, Major], (NO_TAG, &[CARD, CASH]), ("", &[CARD, CASH])),
    pair(
        "a variant",
        [Minor, Major],
        (TAG, &[CARD, LEFT]),
        (TAG, &[CARD, ("v1/a/left", r#"{"type": "gift", "n": 1, "m": 1, "k": "x y", "l": 1}"#)]),
    ),
    pair(
        "a field of a variant",
        [Minor, Major],
        (TAG, &[CARD, CASH]),
        (TAG, &[("v1/a/card", r#"{"type": "card", "n": 1, "m": 1, "l": 1}"#), CASH]),
    ),
    pair(
        "the kind of a variant's field",
        [Major, Major],
        (TAG, &[CARD, ("v1/a/cash", r#"{"type": "cash", "n": "x"}"#)]),
        (
            TAG,
            &[("v1/a/card", r#"{"type": "card", "n": [1], "m": 1}"#), ("v1/a/cash", r#"{"type": "cash", "n": "x"}"#)],
        ),
    ),
    pair(
        "the spelling of a variant",
        [Patch, Patch],
        (TEXT_TAG, &[CARD, CASH, ("v1/a/cash_2", r#"{"type": "card", "n": 2, "m": 2}"#)]),
        (TEXT_TAG, &[CARD, CASH, ("v1/a/cash_2", r#"{"type": "Card", "n": 2, "m": 2}"#)]),
    ),
    // Events, samples, apis.
    pair(
        "an event",
        [Minor, Major],
        ("", &[("v1/a/x", r#"{"n": 1}"#)]),
        ("", &[("v1/a/x", r#"{"n": 1}"#), ("v1/b/x", r#"{"n": 1}"#)]),
    ),
    pair(
        "an event of a group",
        [Minor, Major],
        ("", &[("v1/a.b/x", r#"{"n": 1}"#)]),
        ("", &[("v1/a.b/x", r#"{"n": 1}"#), ("v1/a.a/x", r#"{"n": 1}"#)]),
    ),
    pair(
        "a group",
        [Minor, Major],
        ("", &[("v1/a/x", r#"{"n": 1}"#)]),
        ("", &[("v1/a/x", r#"{"n": 1}"#), ("v1/b.c/x", r#"{"n": 1}"#)]),
    ),
    pair(
        "an event under another name",
        [Major, Major],
        ("", &[("v1/a.b/x", r#"{"n": 1}"#)]),
        ("", &[("v1/a.c/x", r#"{"n": 1}"#)]),
    ),
    pair(
        "an event under a name that is the same in Rust",
        [Major, Major],
        ("", &[("v1/a-b/x", r#"{"n": 1}"#)]),
        ("", &[("v1/a_b/x", r#"{"n": 1}"#)]),
    ),
    pair(
        "a sample",
        [Minor, Major],
        ("", &[("v1/a/x", r#"{"n": 1}"#)]),
        ("", &[("v1/a/x", r#"{"n": 1}"#), ("v1/a/y", r#"{"n": 1}"#)]),
    ),
    pair(
        "a sample before the first",
        [Minor, Major],
        ("", &[("v1/a/y", r#"{"n": 1}"#)]),
        ("", &[("v1/a/x", r#"{"n": 1}"#), ("v1/a/y", r#"{"n": 1}"#)]),
    ),
    pair(
        "a sample under another name",
        [Patch, Patch],
        ("", &[("v1/a/x", r#"{"n": 1}"#)]),
        ("", &[("v1/a/y", r#"{"n": 1}"#)]),
    ),
    pair(
        "an api",
        [Minor, Major],
        ("", &[("v1/a/x", r#"{"n": 1}"#)]),
        ("", &[("v1/a/x", r#"{"n": 1}"#), ("v2/b/x", r#"{"n": 1}"#)]),
    ),
    pair(
        "an api that takes another's name",
        [Major, Major],
        ("", &[("v_1/a/x", r#"{"n": 1}"#)]),
        ("", &[("v_1/a/x", r#"{"n": 1}"#), ("v-1/b/x", r#"{"m": 1}"#)]),
    ),
    // Envelopes.
    pair(
        "an envelope",
        [Major, Major],
        ("", &[("v1/a/x", r#"{"event": "a", "payload": {"n": 1}}"#)]),
        (ENVELOPE, &[("v1/a/x", r#"{"event": "a", "payload": {"n": 1}}"#)]),
    ),
    pair(
        "a key of the envelope",
        [Minor, Major],
        (ENVELOPE, &[("v1/a/x", r#"{"event": "a", "payload": {"n": 1}}"#)]),
        (ENVELOPE, &[("v1/a/x", r#"{"event": "a", "payload": {"n": 1}, "client": {"n": 1}}"#)]),
    ),
    pair(
        "an envelope's key for the payload",
        [Major, Major],
        (ENVELOPE, &[("v1/a/x", r#"{"event": "a", "payload": {"n": 1}}"#)]),
        (
            "[envelope.v1]\nevent = \"event\"\npayload = \"data\"\n",
            &[("v1/a/x", r#"{"event": "a", "data": {"n": 1}}"#)],
        ),
    ),
    pair(
        "an envelope's key for the event",
        [Patch, Patch],
        (ENVELOPE, &[("v1/a/x", r#"{"event": "a", "kind": "a", "payload": {"n": 1}}"#)]),
        (
            "[envelope.v1]\nevent = \"kind\"\npayload = \"payload\"\n",
            &[("v1/a/x", r#"{"event": "a", "kind": "a", "payload": {"n": 1}}"#)],
        ),
    ),
    pair(
        "where deliveries have their id",
        [Patch, Patch],
        ("", &[("v1/a/x", r#"{"id": "1"}"#)]),
        ("[delivery.id]\npointer = \"/id\"\n", &[("v1/a/x", r#"{"id": "1"}"#)]),
    ),
    pair(
        "the status of what is handled later",
        [Patch, Patch],
        ("", &[("v1/a/x", r#"{"n": 1}"#)]),
        ("[delivery]\naccepted = 200\n", &[("v1/a/x", r#"{"n": 1}"#)]),
    ),
    pair(
        "an event in an envelope",
        [Minor, Major],
        (ENVELOPE, &[("v1/a/x", r#"{"event": "a", "payload": {"n": 1}}"#)]),
        (
            ENVELOPE,
            &[
                ("v1/a/x", r#"{"event": "a", "payload": {"n": 1}}"#),
                ("v1/b/x", r#"{"event": "b", "payload": {"m": 1}}"#),
            ],
        ),
    ),
];
