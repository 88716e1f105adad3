//! Lists of words, as data. Each describes how people write documentation; none is specific to one vendor.

/// Words that describe a block of code, but not its event.
const BLOCKS: &str = "\
    accordion answer answers appendix arguments attributes basic bodies body case code collapse complete content \
    contents copied copy data default details example examples expand expected fields figure format full hide input \
    json message minimal object objects option output parameters params part payload payloads pretty properties raw \
    reply request requests response responses result results sample samples scenario schema section shape show \
    simple snippet source step steps structure syntax tab table text value values variant view";

/// Words that describe a page or a part of one. A title with such a word is not about a single event.
pub(super) const PAGES: &str = "\
    about api apis background basics changelog concepts configuration configure configuring docs documentation \
    events faq general getting guide help hooks info information introduction list overview page pages prerequisites \
    quickstart reference setup summary support testing troubleshooting tutorial types usage validate validating \
    verify verifying version versions webhooks";

/// Words for topics of a page's part that are not events.
const TOPICS: &str = "\
    acknowledgement acknowledgements attention auth authentication authorization callback callbacks caution danger \
    deliveries delivery description endpoint endpoints error errors event header headers hint hook handler handlers \
    idempotency important limits name note notes notification notifications policy receiver remark remarks retries retry \
    security server signature signatures signing status timeouts tip tips type validation verification versioning \
    warning webhook";

/// Names of languages and of tools, which are the titles of tabs.
const LANGUAGES: &str = "\
    .net asp.net bash c# c++ cli csharp curl dart deno elixir express go golang graphql html http httpie https java \
    javascript js jsonc kotlin next.js node node.js nodejs objective-c perl php plain postman powershell python \
    rails rest ruby rust scala sdk sh shell swift terminal toml ts typescript vue.js wget xml yaml";

/// Words without a meaning of their own.
const FILLERS: &str = "\
    a all an and any are as at be below by for from here how if in is it its more my of on or our see that the their \
    this to we what when with you your";

/// Words before a colon that introduce a name: `Event: order.paid`.
pub(super) const INTRODUCTIONS: &str = "\
    action callback event hook id key name notification topic trigger type webhook";

/// Last parts of names that have the form of an event name, but are files, hosts or products written with a dot.
pub(super) const ENDINGS: &str = "\
    adoc ai asciidoc co com cs css csv dev edu gov gz htm html http io java js json jsonc jsonl jsx localhost md mdx \
    mjs net org pdf php png py rb rs rst sh svg toml ts tsx txt xml yaml yml zip";

/// Pairs and abbreviations that prose writes with a dot or a slash.
pub(super) const PHRASES: &str = "\
    a.k.a a.m and/or e.g he/she his/her i.e i/o input/output key/value n/a on/off p.m read/write request/response \
    tcp/ip true/false yes/no";

/// Verbs at the end of a title that names an event: `Order created`.
pub(super) const HAPPENINGS: &str = "\
    abandoned accepted activated added approved assigned authorized blocked bounced canceled cancelled captured \
    changed charged clicked closed completed confirmed created declined deleted delivered disabled disputed enabled \
    ended expired failed finished fulfilled granted issued lost merged opened ordered paid paused pending placed \
    processed published received refunded registered rejected removed renewed resumed returned revoked sent shipped \
    signed started stopped submitted succeeded suspended unblocked unsubscribed updated upgraded uploaded verified \
    viewed voided";

/// Words at the end of a name in words that describe a block: `Order created payload`.
pub(super) const TRAILERS: &str = "body event example notification object payload sample schema webhook";

/// Whether a word in lower case does not identify the event of a block.
pub(super) fn is_generic(word: &str) -> bool {
    word.chars().count() == 1 || word.chars().all(|c| !c.is_alphabetic()) || is_listed(word)
}

/// Whether a word in lower case is in a list of words that identify no event.
pub(super) fn is_listed(word: &str) -> bool {
    [BLOCKS, PAGES, TOPICS, LANGUAGES, FILLERS].into_iter().any(|list| has(list, word))
}

/// Whether a word in lower case may surround a name with the form of an event name: `The order.paid event`.
pub(super) fn is_around_a_name(word: &str) -> bool {
    is_generic(word) && !has(LANGUAGES, word) || matches!(word, "json" | "post" | "new" | "deprecated" | "beta")
}

/// Whether a list, whose words are separated by white space, contains a word.
pub(crate) fn has(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|one| one == word)
}
