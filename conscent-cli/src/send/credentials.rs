//! Reads the sender's credentials from the environment.
//!
//! No error repeats the name of a variable: a user who wrote the secret in its place would find it printed.

use base64::prelude::{BASE64_STANDARD, Engine};
use conscent::Auth;
use conscent::auth::{AuthError, sign};
use conscent_codegen::{Diagnostic, Diagnostics, Location, diagnostic};
use std::env;
use ureq::http::HeaderValue;

const BASIC: &str = "--basic-env";
const SIGN: &str = "--sign-env";

/// The credentials. There is no `Debug`, because they are secret.
pub(super) struct Credentials {
    basic: Option<HeaderValue>,
    webhook_secret: Option<String>,
}

impl Credentials {
    pub(super) fn new(basic: Option<&str>, sign: Option<&str>) -> Result<Self, Diagnostics> {
        let basic = basic.map(header).transpose();
        let secret = sign.map(webhook_secret).transpose();
        diagnostic::join(basic, secret).map(|(basic, webhook_secret)| Self { basic, webhook_secret })
    }

    /// The value of `Authorization`.
    pub(super) fn basic(&self) -> Option<&HeaderValue> {
        self.basic.as_ref()
    }

    /// The signature of this body.
    pub(super) fn sign(&self, body: &[u8]) -> Option<String> {
        self.webhook_secret.as_ref().map(|secret| sign(secret, body))
    }
}

fn header(variables: &str) -> Result<HeaderValue, Diagnostic> {
    let Some((key, secret)) = variables.split_once(':') else {
        let help =
            "name the variables of the API key and of the API secret, as --basic-env CONSCENT_KEY:CONSCENT_SECRET";
        return Err(Location::file(BASIC).error("not two names", help));
    };
    let key = variable(BASIC, key, "the first variable")?;
    let secret = variable(BASIC, secret, "the second variable")?;
    // Only for its checks: a receiver with the same credentials makes them, too.
    Auth::basic(&key, &secret).map_err(|error| refused(BASIC, error))?;
    let text = format!("Basic {}", BASE64_STANDARD.encode(format!("{key}:{secret}")));
    let mut value = HeaderValue::from_str(&text)
        .map_err(|error| Location::file(BASIC).error("cannot be sent in a header", error.to_string()))?;
    value.set_sensitive(true);
    Ok(value)
}

fn webhook_secret(name: &str) -> Result<String, Diagnostic> {
    let secret = variable(SIGN, name, "the variable")?;
    Auth::signature_only(&secret).map_err(|error| refused(SIGN, error))?;
    Ok(secret)
}

fn variable(argument: &str, name: &str, which: &str) -> Result<String, Diagnostic> {
    env::var(name).map_err(|error| {
        let message = match error {
            env::VarError::NotPresent => format!("{which} is not set"),
            env::VarError::NotUnicode(_) => format!("{which} is not UTF-8"),
        };
        Location::file(argument)
            .error(message, "the option takes names of environment variables, not the secrets themselves")
    })
}

fn refused(argument: &str, error: AuthError) -> Diagnostic {
    Location::file(argument).error("the credentials are refused", error.to_string())
}
