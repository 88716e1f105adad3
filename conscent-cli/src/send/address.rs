//! Where bodies are sent: to this machine, unless more is allowed.

use conscent_codegen::diagnostic::{Diagnostic, Place};
use std::net::IpAddr;
use ureq::http::Uri;

/// The URL of a receiver that may be sent to.
#[derive(Debug)]
pub(super) struct Address(Uri);

impl Address {
    pub(super) fn new(text: &str, allow_remote: bool) -> Result<Self, Diagnostic> {
        let wrong = |what: &str, why: &str| Place::file("--to").says(what, why);
        let uri: Uri = text.parse().map_err(|_| wrong("no URL", "give one such as http://127.0.0.1:3000/webhooks"))?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(wrong("no whole URL", "start it with http:// and a host, as http://127.0.0.1:3000/webhooks"));
        };
        if scheme != "http" {
            return Err(wrong(
                "another scheme than http",
                "this program speaks no TLS; send to the receiver behind it",
            ));
        }
        if authority.as_str().contains('@') {
            return Err(wrong(
                "credentials in the URL",
                "arguments are seen by everyone; set environment variables, and name them with --basic-env",
            ));
        }
        if !allow_remote && !is_loopback(authority.host()) {
            return Err(wrong(
                "not this machine",
                "the host is neither localhost nor a loopback address such as 127.0.0.1 or [::1]; \
                 to send to another machine, add --allow-remote",
            ));
        }
        Ok(Self(uri))
    }

    pub(super) fn uri(&self) -> &Uri {
        &self.0
    }

    /// Without its query, which may hold a secret.
    pub(super) fn shown(&self) -> String {
        let authority = self.0.authority().map_or("", |authority| authority.as_str());
        format!("http://{authority}{}", self.0.path())
    }
}

/// Names are not resolved: who answers for one may change between the question and the connection.
fn is_loopback(host: &str) -> bool {
    let literal = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.eq_ignore_ascii_case("localhost") || literal.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_unless_more_is_allowed() {
        for here in ["127.0.0.1", "127.9.9.9:80", "[::1]:3000", "localhost", "LOCALHOST:1"] {
            assert!(Address::new(&format!("http://{here}/x"), false).is_ok(), "{here}");
        }
        for elsewhere in ["10.0.0.1", "0.0.0.0", "[::]", "localhost.example", "127.0.0.1.example", "[2001:db8::1]:80"] {
            let url = format!("http://{elsewhere}/x");
            assert_eq!(Address::new(&url, false).unwrap_err().what, "not this machine", "{elsewhere}");
            assert!(Address::new(&url, true).is_ok(), "{elsewhere}");
        }
    }

    #[test]
    fn what_cannot_be_sent_to_is_told() {
        for (url, what) in [
            ("http://a b", "no URL"),
            ("/webhooks", "no whole URL"),
            ("127.0.0.1:3000", "no whole URL"),
            ("https://127.0.0.1/", "another scheme than http"),
            ("http://key:secret@127.0.0.1/", "credentials in the URL"),
        ] {
            let wrong = Address::new(url, true).unwrap_err();
            assert_eq!(wrong.what, what, "{url}");
            assert!(!wrong.to_string().contains("secret@"), "{wrong}");
        }
    }

    #[test]
    fn the_query_is_sent_and_not_shown() {
        let address = Address::new("http://localhost:80/a?token=secret", false).unwrap();
        assert_eq!(address.shown(), "http://localhost:80/a");
        assert_eq!(address.uri().query(), Some("token=secret"));
    }
}
