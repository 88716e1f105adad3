//! Made-up vendors: one nests the name of the event, one sends it in a header, one sends lists, and one combines these.

use super::folder;
use tempfile::TempDir;

/// Like Slack: the name of the event is inside the payload.
pub(crate) const CHAT: [(&str, &str); 3] = [
    (
        "chat/hints.toml",
        "[envelope.chat]\nevent = \"/event/type\"\npayload = \"event\"\n[delivery.signature]\nscheme = \"slack\"\n",
    ),
    ("chat/chat/message/a.json", r#"{"team": "T1", "event": {"type": "message", "text": "hi", "ts": 1}}"#),
    ("chat/chat/reaction_added/a.json", r#"{"team": "T1", "event": {"type": "reaction_added", "item": {"ts": 1}}}"#),
];

/// Like Shopify: the name of the event is in a header, and cannot be a folder name.
pub(crate) const SHOP: [(&str, &str); 3] = [
    ("shop/hints.toml", "[envelope.shop]\nheader = \"X-Shop-Topic\"\n[delivery.signature]\nscheme = \"shopify\"\n"),
    ("shop/shop/orders%2Fcreate/a.json", r#"{"id": 5, "total": "1.50"}"#),
    ("shop/shop/orders%2Fpaid/a.json", r#"{"id": 5, "paid_at": "2024-03-04T10:28:47Z"}"#),
];

/// Like `SendGrid`: a body is a list of deliveries.
pub(crate) const MAIL: [(&str, &str); 3] = [
    ("mail/hints.toml", "[envelope.mail]\nevent = \"event\"\nbatch = true\n"),
    ("mail/mail/open/a.json", r#"{"event": "open", "ip": "x"}"#),
    ("mail/mail/click/a.json", r#"{"event": "click", "url": "x"}"#),
];

/// Like GitHub: a header has the first part of the name, and the body the rest, if any.
pub(crate) const CODE: [(&str, &str); 3] = [
    (
        "code/hints.toml",
        "[envelope.code]\nheader = \"X-Code-Event\"\nevent = \"/action\"\n[delivery.signature]\nscheme = \"github\"\n",
    ),
    ("code/code/pull.opened/a.json", r#"{"action": "opened", "number": 1}"#),
    ("code/code/push/a.json", r#"{"commits": []}"#),
];

/// A folder with the samples of all of them, each in its own folder.
pub(crate) fn vendors() -> TempDir {
    folder(&[CHAT, SHOP, MAIL, CODE].concat())
}
