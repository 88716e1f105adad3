//! Prints JSON Lines that look like webhook traffic, for benchmarks: dozens of event kinds, optional fields, nested
//! objects, arrays, numbers, timestamps, codes, escapes and non-ASCII text.
//!
//! ```text
//! cargo run --release -p conscent-shape --example corpus -- MEGABYTES [SEED]
//! ```
//!
//! The same arguments give the same bytes.

use std::io::{self, BufWriter, Write};

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<u64>());
    let (Some(Ok(megabytes)), Ok(seed)) = (arguments.next(), arguments.next().unwrap_or(Ok(1))) else {
        return Err(io::Error::other("usage: corpus MEGABYTES [SEED]"));
    };
    let mut output = BufWriter::new(io::stdout().lock());
    write(megabytes * 1_000_000, seed, &mut output)?;
    output.flush()
}

/// Writes lines until they have this many bytes.
pub(crate) fn write(bytes: u64, seed: u64, output: &mut impl Write) -> io::Result<()> {
    let mut random = Random(seed);
    let entities: Vec<_> = NOUNS.iter().map(|name| (*name, object(&mut random, 2))).collect();
    let events: Vec<_> = (0..EVENTS).map(|_| Event::new(&mut random, &entities)).collect();
    let client = object(&mut random, 0);

    let mut line = Vec::new();
    let mut left = bytes;
    while left > 0 {
        line.clear();
        let event = random.pick(&events);
        event.write(&mut line, &client, &mut random)?;
        output.write_all(&line)?;
        left = left.saturating_sub(line.len() as u64);
    }
    Ok(())
}

const EVENTS: usize = 48;

const NOUNS: [&str; 20] = [
    "purchase",
    "user",
    "transaction",
    "refund",
    "subscription",
    "content",
    "coupon",
    "gift",
    "invoice",
    "address",
    "device",
    "session",
    "plan",
    "bundle",
    "pass",
    "payment",
    "wallet",
    "author",
    "campaign",
    "location",
];

const VERBS: [&str; 6] = ["created", "updated", "complete", "failed", "view", "close"];

const WORDS: [&str; 32] = [
    "_id",
    "status",
    "type",
    "title",
    "price",
    "currency",
    "country",
    "email",
    "phone",
    "name",
    "createdAt",
    "updatedAt",
    "expiryDate",
    "startDate",
    "method",
    "tier",
    "tags",
    "count",
    "amount",
    "tax",
    "discount",
    "mode",
    "origin",
    "language",
    "reason",
    "active",
    "renewal",
    "url",
    "duration",
    "city",
    "score",
    "notes",
];

const CODES: [&str; 16] = [
    "SUBSCRIPTION",
    "CONTENT",
    "PASS",
    "BUNDLE",
    "NOT_INITIATED",
    "NEW",
    "IN",
    "US",
    "INR",
    "USD",
    "SUCCESS",
    "FAILED",
    "PENDING",
    "MONTHLY",
    "YEARLY",
    "UPI",
];

const TEXTS: [&str; 12] = [
    "Morning edition",
    "O'Reilly \\\"quoted\\\" title",
    "first line\\nsecond line\\twith a tab",
    "Grüße aus München",
    "दैनिक समाचार",
    "毎日新聞 デジタル",
    "caf\\u00e9 \\ud83d\\ude00",
    "https:\\/\\/example.com\\/a\\/path?with=query&and=more",
    "https://example.com/articles/an-article-about-something-that-happened",
    "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor \
     incididunt ut labore et dolore magna aliqua.",
    "undefined",
    "",
];

/// A recipe for the values at one path.
enum Spec {
    Id,
    Email,
    Text,
    Timestamp,
    Code(Vec<&'static str>),
    Integer(u64),
    Decimal,
    Bool,
    List(Box<Spec>),
    /// Keys, the percentage of the objects that have them, and their values.
    Object(Vec<(String, u64, Spec)>),
}

/// An object of 6 to 16 fields. Objects inside it nest down to this depth.
fn object(random: &mut Random, depth: u64) -> Spec {
    let mut fields: Vec<(String, u64, Spec)> = Vec::new();
    for _ in 0..6 + random.below(11) {
        let key = match random.below(3) {
            0 => format!("{}{}", random.pick(&NOUNS), capitalized(random.pick::<&str>(&WORDS))),
            _ => (*random.pick(&WORDS)).to_owned(),
        };
        if fields.iter().any(|(other, ..)| *other == key) {
            continue;
        }
        let presence = *random.pick(&[100, 100, 100, 90, 50, 10]);
        let spec = spec(random, depth);
        fields.push((key, presence, spec));
    }
    Spec::Object(fields)
}

fn spec(random: &mut Random, depth: u64) -> Spec {
    match random.below(20) {
        0..=2 => Spec::Id,
        3 => Spec::Email,
        4..=6 => Spec::Text,
        7..=8 => Spec::Timestamp,
        9..=11 => Spec::Code((0..=random.below(6)).map(|_| *random.pick(&CODES)).collect()),
        12..=13 => Spec::Integer(*random.pick(&[10, 1_000, 10_000_000, u64::MAX])),
        14 => Spec::Decimal,
        15..=16 => Spec::Bool,
        17 => Spec::List(Box::new(spec(random, depth.saturating_sub(1)))),
        _ if depth > 0 => object(random, depth - 1),
        _ => Spec::Text,
    }
}

fn capitalized(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_uppercase() + rest
}

impl Spec {
    fn write(&self, line: &mut Vec<u8>, random: &mut Random) -> io::Result<()> {
        // Every kind of value is sometimes null.
        if random.below(50) == 0 {
            return write!(line, "null");
        }
        match self {
            Self::Id => write!(line, "\"{:08x}{:016x}\"", random.below(1 << 32), random.next()),
            Self::Email => write!(line, "\"user{}@example.com\"", random.below(1_000_000)),
            Self::Text => write!(line, "\"{}\"", random.pick(&TEXTS)),
            Self::Timestamp => {
                let (month, day, hour) = (1 + random.below(12), 1 + random.below(28), random.below(24));
                let (minute, milli) = (random.below(60), random.below(1000));
                write!(line, "\"2025-{month:02}-{day:02}T{hour:02}:{minute:02}:44.{milli:03}Z\"")
            }
            Self::Code(codes) => write!(line, "\"{}\"", random.pick(codes)),
            Self::Integer(bound) => write!(line, "{}", random.below(*bound)),
            Self::Decimal => write!(line, "{}.{:02}", random.below(2_000), random.below(100)),
            Self::Bool => write!(line, "{}", random.below(2) == 0),
            Self::List(item) => {
                line.push(b'[');
                for index in 0..random.below(4) {
                    separate(line, index == 0);
                    item.write(line, random)?;
                }
                line.push(b']');
                Ok(())
            }
            Self::Object(fields) => {
                line.push(b'{');
                let mut is_first = true;
                for (key, presence, value) in fields {
                    if random.below(100) < *presence {
                        separate(line, is_first);
                        is_first = false;
                        write!(line, "\"{key}\":")?;
                        value.write(line, random)?;
                    }
                }
                line.push(b'}');
                Ok(())
            }
        }
    }
}

fn separate(line: &mut Vec<u8>, is_first: bool) {
    if !is_first {
        line.push(b',');
    }
}

/// One kind of event: its name, and the entities in its payload.
struct Event<'a> {
    name: String,
    payload: Vec<&'a (&'static str, Spec)>,
}

impl<'a> Event<'a> {
    fn new(random: &mut Random, entities: &'a [(&'static str, Spec)]) -> Self {
        let mut payload: Vec<_> = (0..=random.below(3)).map(|_| random.pick(entities)).collect();
        payload.sort_by_key(|(name, _)| *name);
        payload.dedup_by_key(|(name, _)| *name);
        Self { name: format!("{}.{}", random.pick(&NOUNS), random.pick(&VERBS)), payload }
    }

    fn write(&self, line: &mut Vec<u8>, client: &Spec, random: &mut Random) -> io::Result<()> {
        write!(line, "{{\"event\":\"{}\",\"entity\":", self.name)?;
        Spec::Id.write(line, random)?;
        write!(line, ",\"created_at\":{},\"payload\":{{", 1_700_000_000 + random.below(100_000_000))?;
        for (index, (name, entity)) in self.payload.iter().enumerate() {
            separate(line, index == 0);
            write!(line, "\"{name}\":")?;
            entity.write(line, random)?;
        }
        line.extend(b"},\"client_info\":");
        client.write(line, random)?;
        line.extend(b"}\n");
        Ok(())
    }
}

/// `SplitMix64`: a few lines, and the same numbers on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let index = self.next() % of.len() as u64;
        &of[usize::try_from(index).unwrap_or(0)]
    }
}
