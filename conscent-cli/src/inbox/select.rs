//! Selects deliveries.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use conscent_codegen::{Diagnostic, Location};
use conscent_inbox::{Filter, State};
use std::env::{self, VarError};
use std::time::Duration;

/// The options that filter deliveries.
#[derive(Debug, clap::Args)]
pub(super) struct FilterArgs {
    /// Only deliveries of this api.
    #[arg(long, value_name = "NAME")]
    api: Option<String>,
    /// Only deliveries of this event: a name, or a prefix followed by `*`.
    #[arg(long, value_name = "EVENT")]
    event: Option<String>,
    /// Only deliveries that arrived longer ago than this: seconds, minutes, hours or days, such as 90s, 15m, 12h or 7d.
    #[arg(long, value_name = "TIME", value_parser = time)]
    older_than: Option<Duration>,
    /// At most this many deliveries.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
}

/// The options that search for a text.
#[derive(Debug, clap::Args)]
pub(super) struct ContainingArgs {
    /// Only deliveries that contain this text, such as an e-mail address or the id of a user.
    ///
    /// It may be a part of a string, a key or a number in the body, however it is escaped, or of the event, the keys or
    /// the error. Upper and lower case count as equal. Bodies are decrypted if `CONSCENT_INBOX_KEY` has their key. Other
    /// users of the machine can see arguments, and the shell's history keeps them: use --containing-env for a person.
    #[arg(long, value_name = "TEXT", conflicts_with = "containing_env")]
    containing: Option<String>,
    /// Like --containing, with the text from the environment variable of this name.
    #[arg(long, value_name = "NAME")]
    containing_env: Option<String>,
}

impl ContainingArgs {
    /// Adds the text to a filter.
    pub(super) fn add(&self, filter: Filter) -> Result<Filter, Diagnostic> {
        let text = match (&self.containing, &self.containing_env) {
            (Some(text), _) => text.clone(),
            (None, Some(name)) => {
                let help = "the option takes the name of an environment variable, not the text itself";
                env::var(name).map_err(|error| {
                    let message = match error {
                        VarError::NotPresent => "the variable is not set",
                        VarError::NotUnicode(_) => "the variable is not UTF-8",
                    };
                    Location::file("--containing-env").error(message, help)
                })?
            }
            (None, None) => return Ok(filter),
        };
        // Every text contains an empty one.
        if text.is_empty() {
            return Err(Location::file("--containing").error("the text is empty", "name an e-mail address or an id"));
        }
        Ok(filter.containing(&text))
    }
}

impl FilterArgs {
    pub(super) fn filter(&self) -> Filter {
        let mut filter = Filter::new();
        if let Some(api) = &self.api {
            filter = filter.api(api);
        }
        if let Some(event) = &self.event {
            filter = filter.event(event);
        }
        if let Some(age) = self.older_than {
            filter = filter.older_than(age);
        }
        if let Some(limit) = self.limit {
            filter = filter.limit(limit);
        }
        filter
    }
}

/// Reads one of these states by its name.
pub(super) fn state(states: &'static [State]) -> impl TypedValueParser<Value = State> {
    let by_name = move |name: String| states.iter().copied().find(|state| state.name() == name);
    PossibleValuesParser::new(states.iter().map(|state| state.name()))
        .try_map(move |name| by_name(name).ok_or("not the name of a state"))
}

/// Reads a time such as 90s, 15m, 12h or 7d.
fn time(text: &str) -> Result<Duration, &'static str> {
    const UNITS: [(char, u64); 4] = [('s', 1), ('m', 60), ('h', 60 * 60), ('d', 24 * 60 * 60)];
    let wrong = "write a number and one of s, m, h and d, such as 15m";
    let (unit, seconds) = UNITS.into_iter().find(|(unit, _)| text.ends_with(*unit)).ok_or(wrong)?;
    let number = text.strip_suffix(unit).and_then(|number| number.parse::<u64>().ok()).ok_or(wrong)?;
    number.checked_mul(seconds).map(Duration::from_secs).ok_or("too long")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_unit() {
        assert_eq!(time("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(time("15m"), Ok(Duration::from_mins(15)));
        assert_eq!(time("7d"), Ok(Duration::from_hours(168)));
        for wrong in ["", "7", "d", "-1h", "1.5h", "1h30m", "7é", "999999999999999999d"] {
            assert!(time(wrong).is_err(), "{wrong}");
        }
    }
}
