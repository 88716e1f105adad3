//! A vendor whose samples have everything that is difficult for a generator.

use conscent_codegen::samples::name::folder;
use serde_json::{Map, Value, json};
use std::fs;
use std::path::Path;

/// The vendor's samples, by their paths in a samples folder.
#[derive(Default)]
pub(crate) struct Vendor {
    files: Vec<(String, String)>,
}

/// Keywords, signs, scripts, the ends of comments and strings, and keys whose differences Rust names cannot express.
const KEYS: &[&str] = &[
    "+1",
    "-1",
    "1st",
    "100",
    "_",
    "__",
    "_id",
    "id",
    "@id",
    "__id",
    "type",
    "Type",
    "TYPE",
    "r#type",
    "kind",
    "self",
    "Self",
    "super",
    "crate",
    "async",
    "dyn",
    "gen",
    "try",
    "fn",
    "struct",
    "$ref",
    "fooBar",
    "foo_bar",
    "FooBar",
    "",
    " ",
    "größe",
    "名前",
    "😀",
    "a*/b",
    "/*",
    "//",
    "///",
    "q\"uote",
    "\"#",
    "new\nline",
    "\r\n",
    "back\\slash",
    "`tick`",
    "```",
    "#{x}",
    "{}",
    "{0}",
    "\u{202e}",
    "\u{2028}",
    "\u{0}",
    "\u{feff}",
    "'",
    "%s",
    "<b>",
    "[x](y)",
    "a/b~c",
    "extra",
    "drift",
    "debug_unredacted",
    "clone",
    "default",
    "read",
    "visit",
    "fmt",
    "eq",
    "from",
    "into",
    "borrow",
    "to_owned",
    "serialize",
    "deserialize",
    "$serde_json::private::",
    "key",
    "map",
    "visitor",
    "value",
];

/// Names that Rust's prelude, conscent-core and the generated code itself use.
const NAMES: &[&str] = &[
    "option",
    "some",
    "none",
    "ok",
    "err",
    "result",
    "string",
    "vec",
    "box",
    "default",
    "clone",
    "debug",
    "partial_eq",
    "from",
    "into",
    "iterator",
    "send",
    "sync",
    "drop",
    "fn",
    "self",
    "type",
    "struct",
    "impl",
    "event",
    "envelope",
    "object",
    "any_event",
    "unknown",
    "unknown_event",
    "field",
    "field_error",
    "number",
    "timestamp",
    "value",
    "map",
    "map_access",
    "visitor",
    "wire",
    "open_enum",
    "drift",
    "sample",
    "samples",
    "typed_sample",
    "fidelity",
    "all",
    "serialize",
    "serializer",
    "deserialize",
    "decode_error",
    "decode_boxed",
    "b_tree_map",
    "entries",
    "p",
    "v",
    "a",
    "u8",
    "str",
    "bool",
    "conscent_core",
    "serde",
    "serde_json",
    "std",
    "core",
    "events",
    "objects",
    "codes",
    "unions",
];

impl Vendor {
    /// All samples.
    pub(crate) fn hostile() -> Self {
        let mut vendor = Self::default();
        vendor.strange_keys();
        vendor.strange_values();
        vendor.every_kind_at_one_place();
        vendor.deep();
        vendor.large();
        vendor.names_in_use();
        vendor.enveloped();
        vendor.entities();
        vendor.hinted();
        vendor.many_alike(150);
        vendor
    }

    /// This number of similar events.
    pub(crate) fn alike(events: usize) -> Self {
        let mut vendor = Self::default();
        vendor.many_alike(events);
        vendor
    }

    /// Writes the samples folder.
    pub(crate) fn write(&self, folder: &Path) {
        for (path, text) in &self.files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }

    /// Adds a sample: `api/event/name`.
    fn sample(&mut self, place: &str, body: &Value) {
        let [api, event, name] = place.split('/').collect::<Vec<_>>()[..] else { panic!("{place}") };
        self.files.push((format!("{api}/{}/{name}.json", folder(event)), body.to_string()));
    }

    fn strange_keys(&mut self) {
        let numbers: Map<String, Value> = KEYS.iter().zip(0..).map(|(key, n)| ((*key).to_owned(), json!(n))).collect();
        self.sample("hooks/odd.keys/numbers", &Value::Object(numbers));
        let object = |(key, n): (&&str, usize)| ((*key).to_owned(), json!({ format!("only_{n}"): [key], "x": key }));
        self.sample("hooks/odd.objects/each", &Value::Object(KEYS.iter().zip(0..).map(object).collect()));
    }

    fn strange_values(&mut self) {
        let texts = json!({
            "comment": "*/ pub fn evil() {} /*", "line": "// \n pub fn evil() {}", "quote": "\"#\"##", "code": "ENUM_VALUE",
            "status": "UNKNOWN", "weird": "SELF", "crates": ["CRATE", "SUPER", "SELF", "SOME", "NONE"], "html": "<script>",
            "link": "[a](b)", "bidi": "\u{202e}}\u{2066}", "nul": "\u{0}", "tick": "`\n```", "long": "x".repeat(5000),
            "at": "2025-02-05T09:37:44.468Z", "day": "0222-03-12T00:00:00.000Z", "no_day": "2025-02-30T00:00:00Z",
            "big": u64::MAX, "small": i64::MIN, "price": 854.05, "zero": -0.0, "huge": 1e300,
        });
        self.sample("hooks/odd.values/texts", &texts);
        self.sample(
            "hooks/odd.values/others",
            &json!({ "at": "", "day": "", "code": "OTHER_VALUE", "status": "SOME" }),
        );
        self.sample("hooks/empty/nothing", &json!({}));
        self.sample("hooks/größe.名/one", &json!({ "größe": { "x": 1, "y": "AAAA_BBBB" } }));
        self.sample("hooks/tick`'#{}/one", &json!({ "a": 1 }));
        self.sample("hooks/zero\u{200b}width/one", &json!({ "a": 1 }));
    }

    /// Objects instead of lists, and the reverse, in lists, maps and objects.
    fn every_kind_at_one_place(&mut self) {
        let kinds = json!([
            null, true, 1, 1.5, "text", "CODE_ONE", [], {}, [[1]], [{ "x": 1 }], { "x": 1 },
            [1, "a", { "x": 1 }, [2], null, true], { "x": { "x": [null] } },
        ]);
        let kinds = kinds.as_array().unwrap();
        for (n, kind) in kinds.iter().enumerate() {
            let others: Vec<&Value> = kinds.iter().skip(n).step_by(3).collect();
            let body = json!({
                "any": kind, "list": [kind], "nested": { "any": kind }, "others": others, "null": null, "empty": [],
            });
            self.sample(&format!("hooks/kinds/kind-{n}"), &body);
        }
        self.sample("hooks/either/object", &json!({ "data": { "x": 1 }, "items": [{ "x": 1 }], "nulls": [null, 1] }));
        self.sample("hooks/either/list", &json!({ "data": [{ "x": 1 }], "items": { "x": [1] }, "nulls": null }));
    }

    fn deep(&mut self) {
        let nest = |key: fn(usize) -> String| (0..100).fold(json!({ "leaf": 1 }), |inner, n| json!({ key(n): inner }));
        self.sample("hooks/deep.same/one", &nest(|_| "a".to_owned()));
        self.sample("hooks/deep.pair/one", &nest(|n| ["b", "c"][n % 2].to_owned()));
        self.sample("hooks/deep.other/one", &nest(|n| format!("k{n}")));
        let lists = (0..100).fold(json!(1), |inner, _| json!([inner]));
        self.sample("hooks/deep.list/one", &json!({ "l": lists }));
        let mixed = (0..30).fold(json!({ "v": 1 }), |inner, _| json!({ "l": [inner], "m": { "l": [] } }));
        self.sample("hooks/deep.mixed/one", &mixed);
    }

    /// Objects with more keys than anyone writes by hand, and one that is small elsewhere.
    fn large(&mut self) {
        let entries = |count: usize| {
            let entries = (0..count).map(|n| (format!("key{n}"), json!({ "v": n, "name": "x" })));
            Value::Object(entries.collect())
        };
        self.sample("hooks/large.below/one", &json!({ "m": entries(1500) }));
        self.sample("hooks/large.grown/large", &json!({ "grown": entries(1500) }));
        self.sample("hooks/large.grown/small", &json!({ "grown": entries(3) }));
        self.sample("hooks/large.flat/one", &entries(400));
    }

    /// The same name for different objects, and names that are taken, as keys of objects, as codes and as events.
    fn names_in_use(&mut self) {
        for name in NAMES {
            let object = json!({ format!("{name}_inner"): { "x": 1 }, "one": 1 });
            let code = format!("A_{}", name.to_uppercase());
            self.sample(&format!("hooks/{name}/one"), &json!({ "a": 1, *name: object, "kind": code }));
        }
        let own = |name: &&str| {
            (
                (*name).to_owned(),
                json!({ format!("{name}_own"): 1, format!("{name}_two"): [null], "code": name.to_uppercase() }),
            )
        };
        self.sample("hooks/names/one", &Value::Object(NAMES.iter().map(own).collect()));
        self.sample("hooks/1/one", &json!({ "a": 1 }));
        self.sample("hooks/new-event name/one", &json!({ "purchase": { "purchase": { "x": 1, "y": 2 }, "z": 1 } }));
        self.sample(
            "hooks/order.created/one",
            &json!({ "data": { "id": 1, "price": 2, "qty": 3 }, "meta": { "x": 1, "y": 2 } }),
        );
        self.sample(
            "hooks/user.created/one",
            &json!({ "data": { "email": "e", "phone": "1", "z": "z" }, "meta": { "p": "s" } }),
        );
        self.sample("samples/sample/a", &json!({ "a": 1, "object": { "list": [{ "map": { "x": 1 } }] } }));
        self.sample("samples/sample/b", &json!({ "a": 1 }));
        self.sample("generated/generated/one", &json!({ "generated": { "serde": 1 } }));
        self.sample("conscent_core/serde/one", &json!({ "conscent_core": { "std": 1 } }));
    }

    fn enveloped(&mut self) {
        self.sample("env/a.b/one", &json!({ "name": "a.b", "body": { "x": 1 }, "name2": { "body": 1 } }));
        self.sample("env/c.d/one", &json!({ "name": "c.d", "body": { "x": "s", "body": [] }, "more": true }));
        self.sample("env/c.d/two", &json!({ "name": "c.d", "body": { "x": { "name": 1 } }, "more": [] }));
        self.sample("env/envelope/one", &json!({ "name": "envelope", "body": { "envelope": { "p": 1 } }, "p": 1 }));
        self.sample("env/listed/one", &json!({ "name": "listed", "body": [{ "id": 1, "title": "x" }, null] }));
        self.sample("env/listed/two", &json!({ "name": "listed", "body": null }));
        self.sample("env/counted/one", &json!({ "name": "counted", "body": 7 }));
        self.sample("env/silent/one", &json!({ "name": "silent", "body": null }));
        self.sample("env/either/one", &json!({ "name": "either", "body": "x" }));
        self.sample("env/either/two", &json!({ "name": "either", "body": { "x": [1] } }));
    }

    /// Objects with variants by a tag, references to them, links, and keys that are data.
    fn entities(&mut self) {
        for (event, object) in [
            ("charge.paid", json!({ "object": "charge", "id": "x", "amount": 1, "card": "x", "paid": true })),
            ("charge.lost", json!({ "object": "charge", "id": "x", "amount": 1, "card": null, "paid": false })),
            ("refund.sent", json!({ "object": "refund", "id": "x", "amount": 1, "reason": "x", "charge": "x" })),
            ("payout.sent", json!({ "object": "payout", "id": "x", "amount": 1, "bank": { "id": "x" }, "at": [] })),
        ] {
            let list = json!({ "object": "list", "data": [object], "has_more": false });
            let links = json!({ "self": { "href": "x" }, "next": { "href": "x" }, "up": { "href": null } });
            let body = json!({ "data": { "object": object, "related": list }, "_links": links, "status": "on_hold" });
            self.sample(&format!("hooks/{event}/one"), &body);
        }
        let keyed = json!({
            "by_uuid": { "0b7e4f0e-7a0e-4b0b-9c3e-000000000001": { "count": 1 } }, "by_mail": { "jo@mail.example": [1, null] },
            "by_day": { "2024-03-04": null, "2024-03-05": { "x": "2024-03-04T10:28:47Z" } }, "by_number": { "918273645": "x" },
        });
        self.sample("hooks/keyed/one", &keyed);
    }

    fn hinted(&mut self) {
        let body = json!({
            "at": 1_712_345_678, "at_text": "1712345678", "millis": [1_712_345_678_901_u64, null], "total": "19.90", "raw": { "a": [1] },
            "mode": "new", "title": "SALE", "user": { "id": 1, "mail": "x" }, "deep": { "user": { "id": 1, "mail": "x" } },
            "tags": { "a": 1 }, "columns": { "a1b2c3d4e5f60718": 1 }, "amt": 1,
        });
        self.sample("hooks/hinted/one", &body);
        let all = [
            ("/at", "kind = \"epoch_seconds\""),
            ("/at_text", "kind = \"epoch_seconds\""),
            ("/millis/*", "kind = \"epoch_millis\""),
            ("/total", "kind = \"decimal\""),
            ("/raw", "kind = \"ignore\""),
            ("/mode", "kind = \"enum\""),
            ("/title", "kind = \"text\""),
            ("/user", "name = \"Buyer\""),
            ("/deep/user", "kind = \"split\""),
            ("/tags", "kind = \"map\""),
            ("/columns", "kind = \"struct\""),
            ("/amt", "rename = \"amount\""),
            ("/amt", "doc = \"Ends no comment: */ and no `code\""),
            ("/amt", "kind = \"required\""),
            ("/at", "kind = \"optional\""),
        ];
        let hint = |(at, what): &(&str, &str)| {
            format!("[[hint]]\napi = \"hooks\"\nevent = \"hinted\"\nat = {at:?}\n{what}\nreason = \"a test\"\n")
        };
        let envelope = "[envelope.env]\nevent = \"name\"\npayload = \"body\"\n".to_owned();
        self.files.push(("hints.toml".to_owned(), envelope + &all.iter().map(hint).collect::<String>()));
    }

    fn many_alike(&mut self, events: usize) {
        for n in 0..events {
            let actor = json!({ "login": "x", "url": "y", "site_admin": false, "type": "USER" });
            let body = json!({
                "action": "opened", "sender": actor, "owner": actor, "parts": [actor], format!("only_{}", n % 7): n,
            });
            self.sample(&format!("many/thing_{n}.changed/one"), &body);
        }
    }
}
