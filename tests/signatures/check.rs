//! Compares signatures with those of vendors' libraries, for `.ci/signatures`.
//!
//! It reads requests that such libraries signed, as JSON lines, and checks which ones `Auth` accepts and rejects. Then it writes
//! requests that it signed itself, correct and wrong ones, for the libraries to check.

use std::collections::HashMap;
use std::error::Error;
use std::io::{BufRead, Write, stdin, stdout};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::prelude::{BASE64_STANDARD, Engine};
use conscent::Auth;
use conscent::auth::{Scheme, signed_headers};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = stdout().lock();
    for line in stdin().lock().lines() {
        let line: Value = serde_json::from_str(&line?)?;
        let request = Request::of(&line)?;
        if !line["headers"].is_null() {
            let headers: HashMap<String, String> = serde_json::from_value(line["headers"].clone())?;
            let headers = HeaderMap::try_from(&headers)?;
            if request.is_accepted(&headers, &request.body)? != (line["valid"] == true) {
                return Err(format!(
                    "{}: the result differs from its library's: {:?} {headers:?}",
                    request.name, line["valid"]
                )
                .into());
            }
        }
        if line["valid"] == true {
            request.signed(&mut out)?;
        }
    }
    Ok(())
}

/// A request to sign.
struct Request<'a> {
    name: &'a str,
    scheme: Scheme,
    secret: &'a str,
    id: &'a str,
    time: SystemTime,
    body: Vec<u8>,
}

impl<'a> Request<'a> {
    fn of(line: &'a Value) -> Result<Self, Box<dyn Error>> {
        let text = |key: &str| line[key].as_str().ok_or(format!("no {key}"));
        let name = text("scheme")?;
        let (_, scheme) =
            Scheme::PRESETS.iter().find(|(preset, _)| *preset == name).ok_or(format!("no scheme {name}"))?;
        let time = UNIX_EPOCH + Duration::from_secs(line["timestamp"].as_u64().ok_or("no timestamp")?);
        let body = BASE64_STANDARD.decode(text("body")?)?;
        Ok(Self { name, scheme: *scheme, secret: text("secret")?, id: text("id")?, time, body })
    }

    /// Whether a receiver accepts these headers with this body.
    fn is_accepted(&self, headers: &HeaderMap, body: &[u8]) -> Result<bool, Box<dyn Error>> {
        let auth = Auth::signature(self.scheme, self.secret)?.tolerance(Duration::from_secs(300));
        Ok(auth.check_headers(headers).and_then(|pending| pending.check_body(body)).is_ok())
    }

    /// Writes the request as signed here, and variants with another body, secret or time.
    fn signed(&self, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let sign = |secret, time| signed_headers(self.scheme, secret, &self.body, time, self.id);
        let right = sign(self.secret, self.time)?;
        self.write(out, &right, &self.body, true)?;
        self.write(out, &right, &[&self.body, &b" "[..]].concat(), false)?;
        self.write(out, &sign("whsec_b3RoZXI=", self.time)?, &self.body, false)?;
        if self.scheme.timestamp.is_some() {
            self.write(out, &sign(self.secret, self.time - Duration::from_secs(3600))?, &self.body, false)?;
        }
        Ok(())
    }

    /// Writes a request as a line, after a check that the receiver here agrees with the expected result.
    fn write(
        &self,
        out: &mut impl Write,
        headers: &[(HeaderName, HeaderValue)],
        body: &[u8],
        valid: bool,
    ) -> Result<(), Box<dyn Error>> {
        if self.is_accepted(&headers.iter().cloned().collect(), body)? != valid {
            return Err(format!("{}: valid is not {valid}: {headers:?}", self.name).into());
        }
        let headers: HashMap<&str, &str> = headers
            .iter()
            .map(|(name, value)| Ok((name.as_str(), value.to_str()?)))
            .collect::<Result<_, http::header::ToStrError>>()?;
        let (scheme, secret, body) = (self.name, self.secret, BASE64_STANDARD.encode(body));
        writeln!(
            out,
            "{}",
            json!({ "scheme": scheme, "secret": secret, "headers": headers, "body": body, "valid": valid })
        )?;
        Ok(())
    }
}
