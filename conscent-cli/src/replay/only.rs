//! Which events are wanted.

/// A name of an event, or the start of names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Only {
    Event(String),
    StartsWith(String),
}

impl Only {
    /// Takes `purchase.pass` or `purchase.*`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (start, is_start) = text.strip_suffix('*').map_or((text, false), |start| (start, true));
        if start.contains('*') || text.is_empty() {
            return Err("give a name as purchase.pass, or the start of names as 'purchase.*'".to_owned());
        }
        Ok(if is_start { Self::StartsWith(start.to_owned()) } else { Self::Event(start.to_owned()) })
    }

    pub(super) fn holds(&self, event: &str) -> bool {
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
        let holds = |only: &str, event| Only::parse(only).unwrap().holds(event);
        assert!(holds("purchase.pass", "purchase.pass") && !holds("purchase.pass", "purchase.pass2"));
        assert!(holds("purchase.*", "purchase.bundle") && !holds("purchase.*", "purchases"));
        assert!(holds("*", "anything"));
        assert!(Only::parse("a*b").is_err() && Only::parse("**").is_err() && Only::parse("").is_err());
    }
}
