//! Selects events by their names.

/// The name of an event, or a prefix of names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Only {
    Event(String),
    StartsWith(String),
}

impl Only {
    /// Parses `purchase.pass` or `purchase.*`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (start, is_start) = text.strip_suffix('*').map_or((text, false), |start| (start, true));
        if start.contains('*') || text.is_empty() {
            return Err("write a name such as purchase.pass, or a prefix such as 'purchase.*'".to_owned());
        }
        Ok(if is_start { Self::StartsWith(start.to_owned()) } else { Self::Event(start.to_owned()) })
    }

    pub(super) fn matches(&self, event: &str) -> bool {
        match self {
            Self::Event(name) => event == name,
            Self::StartsWith(start) => event.starts_with(start),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_or_the_start_of_names() {
        let matches = |only: &str, event| Only::parse(only).unwrap().matches(event);
        assert!(matches("purchase.pass", "purchase.pass") && !matches("purchase.pass", "purchase.pass2"));
        assert!(matches("purchase.*", "purchase.bundle") && !matches("purchase.*", "purchases"));
        assert!(matches("*", "anything"));
        assert!(Only::parse("a*b").is_err() && Only::parse("**").is_err() && Only::parse("").is_err());
    }
}
