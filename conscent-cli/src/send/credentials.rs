//! The sender's credentials, out of the environment.
//!
//! No error repeats the name of a variable: whoever gave the secret in its place would find it printed.

use base64::prelude::{BASE64_STANDARD, Engine};
use conscent::Auth;
use conscent::auth::{AuthError, sign};
use conscent_codegen::diagnostic::{self, Diagnostic, Diagnostics, Place};
use std::env;
use ureq::http::HeaderValue;

const BASIC: &str = "--basic-env";
const SIGN: &str = "--sign-env";

/// It has no `Debug`: it holds secrets.
pub(super) struct Credentials {
    basic: Option<HeaderValue>,
    webhook_secret: Option<String>,
}

impl Credentials {
    pub(super) fn new(basic: Option<&str>, sign: Option<&str>) -> Result<Self, Diagnostics> {
        let basic = basic.map(header).transpose();
        let secret = sign.map(webhook_secret).transpose();
        diagnostic::both(basic, secret).map(|(basic, webhook_secret)| Self { basic, webhook_secret })
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
        let why =
            "name the variables of the API key and of the API secret, as --basic-env CONSCENT_KEY:CONSCENT_SECRET";
        return Err(Place::file(BASIC).says("not two names", why));
    };
    let key = variable(BASIC, key, "the first variable")?;
    let secret = variable(BASIC, secret, "the second variable")?;
    // Only for its checks: a receiver that has the same credentials refuses what it refuses.
    Auth::basic(&key, &secret).map_err(|error| unfit(BASIC, error))?;
    let text = format!("Basic {}", BASE64_STANDARD.encode(format!("{key}:{secret}")));
    let mut value =
        HeaderValue::from_str(&text).map_err(|error| Place::file(BASIC).says("no header", error.to_string()))?;
    value.set_sensitive(true);
    Ok(value)
}

fn webhook_secret(name: &str) -> Result<String, Diagnostic> {
    let secret = variable(SIGN, name, "the variable")?;
    Auth::signature_only(&secret).map_err(|error| unfit(SIGN, error))?;
    Ok(secret)
}

fn variable(argument: &str, name: &str, which: &str) -> Result<String, Diagnostic> {
    // A name that no variable can have is one that is not set; to ask for it is allowed.
    env::var(name).map_err(|error| {
        let what = match error {
            env::VarError::NotPresent => format!("{which} is not set"),
            env::VarError::NotUnicode(_) => format!("{which} is not UTF-8"),
        };
        Place::file(argument).says(what, "it takes names of environment variables, never the secrets themselves")
    })
}

fn unfit(argument: &str, error: AuthError) -> Diagnostic {
    Place::file(argument).says("unfit", error.to_string())
}
