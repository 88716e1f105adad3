//! Looks events up among the documented ones, and finds out what was meant by one that is not there.

use crate::DocumentedEvent;

/// The documented events.
#[derive(Clone, Copy)]
pub(crate) struct Table(pub(crate) &'static [DocumentedEvent]);

/// What an event's name stands for.
pub(crate) enum Named {
    Event(&'static DocumentedEvent),
    /// All events of the group of this one.
    Group(&'static DocumentedEvent),
}

impl Table {
    /// Finds what `name` names, in `api` if that is given.
    ///
    /// # Errors
    /// What is wrong with the name, and what to write instead.
    pub(crate) fn find(self, name: &str, api: Option<&str>) -> Result<Named, String> {
        let group = name.strip_suffix(".*");
        let in_api = |event: &&DocumentedEvent| api.is_none_or(|api| api == event.api);
        let mut found: Vec<&DocumentedEvent> = self.0.iter().filter(in_api).collect();
        match group {
            Some(group) => {
                found.retain(|event| self::group(event) == Some(group));
                found.dedup_by_key(|event| event.api);
            }
            None => found.retain(|event| event.name == name),
        }
        match found.as_slice() {
            [] => Err(self.unknown(name)),
            [event] => Ok(if group.is_some() { Named::Group(event) } else { Named::Event(event) }),
            several => {
                let apis: Vec<String> = several.iter().map(|event| format!("`api = \"{}\"`", event.api)).collect();
                Err(format!("`{name}` is in more than one api: add {}", apis.join(" or ")))
            }
        }
    }

    /// The event that has this payload type.
    pub(crate) fn of_payload(self, name: &str) -> Option<&'static DocumentedEvent> {
        self.0.iter().find(|event| event.payload == name)
    }

    /// An event of the group that has this enum.
    pub(crate) fn of_enum(self, name: &str) -> Option<&'static DocumentedEvent> {
        self.0.iter().find(|event| event.group == Some(name))
    }

    /// The apis.
    pub(crate) fn apis(self) -> Vec<&'static str> {
        let mut apis: Vec<&str> = self.0.iter().map(|event| event.api).collect();
        apis.dedup();
        apis
    }

    fn unknown(self, name: &str) -> String {
        if let Some(event) = self.0.iter().find(|event| event.headings.contains(&name) && event.name != name) {
            return format!("`{name}` is a heading of the documentation: on the wire the event is `{}`", event.name);
        }
        let groups = self.groups();
        if groups.contains(&name) {
            return format!("`{name}` is a group of events: write `{name}.*` for all of them");
        }
        let patterns: Vec<String> = groups.iter().map(|group| format!("{group}.*")).collect();
        let patterns = || patterns.iter().map(String::as_str);
        let names = || self.0.iter().map(|event| event.name);
        if let Some(meant) = nearest(name, names().chain(patterns())) {
            return format!("unknown event `{name}`: did you mean `{meant}`?");
        }
        if name.ends_with(".*") {
            let known = patterns().collect::<Vec<_>>().join("`, `");
            return format!(
                "unknown group `{name}`: the groups are `{known}`; what is not documented comes to the fallback"
            );
        }
        let own = nearest(name.split('.').next().unwrap_or_default(), groups.iter().copied());
        let (those, known): (_, Vec<&str>) = match own {
            Some(own) => {
                let events = self.0.iter().filter(|event| group(event) == Some(own));
                (format!("the events of `{own}.*`"), events.map(|event| event.name).collect())
            }
            None => ("the documented events".to_owned(), names().collect()),
        };
        let known = known.join("`, `");
        format!(
            "unknown event `{name}`: {those} are `{known}`; for one that is not documented, write `raw_event = \"{name}\"`"
        )
    }

    fn groups(self) -> Vec<&'static str> {
        let mut groups: Vec<&str> = self.0.iter().filter_map(group).collect();
        groups.dedup();
        groups
    }
}

/// The group of an event: `purchase`.
fn group(event: &'static DocumentedEvent) -> Option<&'static str> {
    event.group?;
    event.name.split_once('.').map(|(group, _)| group)
}

/// The one that was most likely meant. Case, dashes and spaces do not count; of other letters, one in three of the last part may be wrong.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = plain(name);
    let last = name.rsplit('.').next().unwrap_or_default();
    let most = if last == "*" { 2 } else { (last.chars().count() / 3).max(1) };
    let distance = |known: &str| strsim::damerau_levenshtein(&name, &plain(known));
    let nearest = known.into_iter().map(|known| (distance(known), known)).min_by_key(|(distance, _)| *distance)?;
    (nearest.0 <= most).then_some(nearest.1)
}

fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace(['-', ' '], "_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::EVENTS;

    #[track_caller]
    fn check(name: &str, says: &str) {
        let message = Table(EVENTS).find(name, None).err().unwrap_or_default();
        assert!(message.contains(says), "{name}: {message}");
    }

    #[test]
    fn names_nearby_are_suggested() {
        for (name, meant) in [
            ("purchase.pas", "purchase.pass"),
            ("purchase.pay-per-use", "purchase.pay_per_use"),
            ("PURCHASE.PASS", "purchase.pass"),
            ("purchase.apss", "purchase.pass"),
            ("purchse.bundle", "purchase.bundle"),
            ("transaction.completed", "transaction.complete"),
            ("pass-payment", "pass_payment"),
            ("Purchase.*", "purchase.*"),
            ("purchases.*", "purchase.*"),
        ] {
            check(name, &format!("did you mean `{meant}`?"));
        }
    }

    #[test]
    fn headings_are_known() {
        check("Purchase.pass", "on the wire the event is `purchase.pass`");
        check("PASS PAYMENT JSON", "on the wire the event is `pass_payment`");
    }

    #[test]
    fn what_is_far_from_all_lists_what_there_is() {
        check("purchase.gift", "the events of `purchase.*` are `purchase.bundle`, `purchase.pass`");
        check("gift.sent", "the documented events are `micro_payment`");
        check("gift.sent", "write `raw_event = \"gift.sent\"`");
        check("purchase", "write `purchase.*`");
        check("", "the documented events are");
        check("refund.*", "the groups are `payment_gateway.*`, `purchase.*`, `transaction.*`");
    }

    #[test]
    fn a_name_of_two_apis_needs_the_api() {
        const fn event(api: &'static str) -> DocumentedEvent {
            DocumentedEvent { api, name: "gift.sent", payload: "GiftSent", group: Some("GiftEvent"), headings: &[] }
        }
        const BOTH: Table = Table(&[event("v1"), event("v2")]);
        for name in ["gift.sent", "gift.*"] {
            let message = BOTH.find(name, None).err().unwrap_or_default();
            assert!(message.ends_with("add `api = \"v1\"` or `api = \"v2\"`"), "{message}");
        }
        assert!(matches!(BOTH.find("gift.sent", Some("v2")), Ok(Named::Event(found)) if found.api == "v2"));
        assert!(matches!(BOTH.find("gift.*", Some("v1")), Ok(Named::Group(found)) if found.api == "v1"));
    }
}
