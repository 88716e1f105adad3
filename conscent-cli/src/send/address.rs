//! Checks the address that bodies are sent to: this machine, unless others are allowed.

use conscent_codegen::{Diagnostic, Location};
use std::net::IpAddr;
use ureq::http::Uri;

/// The URL of a receiver, checked.
#[derive(Debug)]
pub(super) struct Address(Uri);

impl Address {
    pub(super) fn new(text: &str, allow_remote: bool) -> Result<Self, Diagnostic> {
        let error = |message: &str, help: &str| Location::file("--to").error(message, help);
        let uri: Uri =
            text.parse().map_err(|_| error("not a URL", "write one such as http://127.0.0.1:3000/webhooks"))?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(error(
                "not a complete URL",
                "start it with http:// and a host, as in http://127.0.0.1:3000/webhooks",
            ));
        };
        if scheme != "http" {
            return Err(error(
                "the scheme is not http",
                "this program does not speak TLS; send to the receiver directly, without the TLS proxy in front of it",
            ));
        }
        if authority.as_str().contains('@') {
            return Err(error(
                "credentials in the URL",
                "every user of this machine can see arguments; put them into environment variables, and give the names with --basic-env",
            ));
        }
        if !allow_remote && !is_loopback(authority.host()) {
            return Err(error(
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

    /// The URL without its query, which may hold a secret.
    pub(super) fn shown(&self) -> String {
        let authority = self.0.authority().map_or("", |authority| authority.as_str());
        format!("http://{authority}{}", self.0.path())
    }
}

/// Names are not resolved: the address behind a name may change between the check and the connection.
fn is_loopback(host: &str) -> bool {
    let literal = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.eq_ignore_ascii_case("localhost") || literal.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_machines_have_to_be_allowed() {
        for here in ["127.0.0.1", "127.9.9.9:80", "[::1]:3000", "localhost", "LOCALHOST:1"] {
            assert!(Address::new(&format!("http://{here}/x"), false).is_ok(), "{here}");
        }
        for elsewhere in ["10.0.0.1", "0.0.0.0", "[::]", "localhost.example", "127.0.0.1.example", "[2001:db8::1]:80"] {
            let url = format!("http://{elsewhere}/x");
            assert_eq!(Address::new(&url, false).unwrap_err().message, "not this machine", "{elsewhere}");
            assert!(Address::new(&url, true).is_ok(), "{elsewhere}");
        }
    }

    #[test]
    fn an_unusable_url_is_refused_without_its_secrets() {
        for (url, message) in [
            ("http://a b", "not a URL"),
            ("/webhooks", "not a complete URL"),
            ("127.0.0.1:3000", "not a complete URL"),
            ("https://127.0.0.1/", "the scheme is not http"),
            ("http://key:secret@127.0.0.1/", "credentials in the URL"),
        ] {
            let error = Address::new(url, true).unwrap_err();
            assert_eq!(error.message, message, "{url}");
            assert!(!error.to_string().contains("secret@"), "{error}");
        }
    }

    #[test]
    fn the_query_is_sent_and_not_shown() {
        let address = Address::new("http://localhost:80/a?token=secret", false).unwrap();
        assert_eq!(address.shown(), "http://localhost:80/a");
        assert_eq!(address.uri().query(), Some("token=secret"));
    }
}
