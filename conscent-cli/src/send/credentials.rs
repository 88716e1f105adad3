//! Reads the sender's credentials from the environment.
//!
//! No error repeats the name of a variable: a user may have passed the secret instead of the name.

use base64::prelude::{BASE64_STANDARD, Engine};
use conscent::Auth;
use conscent::auth::{AuthError, Scheme, signed_headers};
use conscent_codegen::{Diagnostic, Diagnostics, Location, diagnostic};
use std::env;
use std::time::SystemTime;
use ureq::http::{HeaderName, HeaderValue};

const BASIC: &str = "--basic-env";
const SIGN: &str = "--sign-env";

/// The credentials. There is no `Debug`, because they are secret.
pub(super) struct Credentials {
    basic: Option<HeaderValue>,
    signer: Option<Signer>,
}

/// Signs as the vendor does.
struct Signer {
    scheme: Scheme,
    secret: String,
}

impl Credentials {
    /// Reads the variables that these options name. `scheme` is how the vendor signs.
    pub(super) fn new(
        basic: Option<&str>,
        sign: Option<&str>,
        scheme: impl FnOnce() -> Result<Scheme, Diagnostic>,
    ) -> Result<Self, Diagnostics> {
        let basic = basic.map(header).transpose();
        let signer = sign.map(|name| Signer::new(name, scheme()?)).transpose();
        diagnostic::join(basic, signer).map(|(basic, signer)| Self { basic, signer })
    }

    /// The value of `Authorization`.
    pub(super) fn basic(&self) -> Option<&HeaderValue> {
        self.basic.as_ref()
    }

    /// The headers that sign this body of a delivery with this id.
    pub(super) fn sign(&self, body: &[u8], id: &str) -> Result<Vec<(HeaderName, HeaderValue)>, Diagnostic> {
        let signed = |signer: &Signer| signer.headers(body, id).map_err(|error| refused(SIGN, error));
        self.signer.as_ref().map_or(Ok(Vec::new()), signed)
    }
}

impl Signer {
    fn new(variable_name: &str, scheme: Scheme) -> Result<Self, Diagnostic> {
        let secret = variable(SIGN, variable_name, "the variable")?;
        let signer = Self { scheme, secret };
        // Only to check the secret before anything is sent.
        signer.headers(b"", "id").map_err(|error| refused(SIGN, error))?;
        Ok(signer)
    }

    fn headers(&self, body: &[u8], id: &str) -> Result<Vec<(HeaderName, HeaderValue)>, AuthError> {
        signed_headers(self.scheme, &self.secret, body, SystemTime::now(), id)
    }
}

fn header(variables: &str) -> Result<HeaderValue, Diagnostic> {
    let Some((key, secret)) = variables.split_once(':') else {
        let help =
            "name the variables of the API key and of the API secret, as in --basic-env CONSCENT_KEY:CONSCENT_SECRET";
        return Err(Location::file(BASIC).error("not two names", help));
    };
    let key = variable(BASIC, key, "the first variable")?;
    let secret = variable(BASIC, secret, "the second variable")?;
    // Only to check the credentials: a receiver with the same credentials makes the same checks.
    Auth::basic(&key, &secret).map_err(|error| refused(BASIC, error))?;
    let text = format!("Basic {}", BASE64_STANDARD.encode(format!("{key}:{secret}")));
    let mut value = HeaderValue::from_str(&text)
        .map_err(|error| Location::file(BASIC).error("cannot be sent in a header", error.to_string()))?;
    value.set_sensitive(true);
    Ok(value)
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
