//! Looks up events in the table of documented events, and suggests a similar name for an unknown event.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Token, braced, bracketed};

/// The documented events of a crate of types, as its macro `__events!` passes them.
#[derive(Default)]
pub(crate) struct Table {
    /// The path of the types.
    types: TokenStream,
    /// The apis, by name.
    apis: Vec<Api>,
    /// The events, by api and name.
    events: Vec<Event>,
}

/// An api.
pub(crate) struct Api {
    pub(crate) name: String,
    /// The api's module.
    module: Ident,
    /// Whether deliveries name their event, so that an undocumented event can be recognized.
    names_events: bool,
}

/// A documented event.
pub(crate) struct Event {
    /// The name of the event's api.
    pub(crate) api: String,
    /// The event's name on the wire.
    pub(crate) name: String,
    /// The type of the event's payload.
    pub(crate) payload: String,
    /// The enum of the event's group, if it has one.
    pub(crate) group: Option<String>,
    /// The headings above the event in the documentation.
    headings: Vec<String>,
}

/// The meaning of an event's name.
pub(crate) enum Named<'a> {
    Event(&'a Event),
    /// All events of this event's group.
    Group(&'a Event),
}

impl Table {
    /// Parses `{ "v2" v2 named { "purchase.pass" PurchasePass PurchaseEvent ["Purchase.pass"] } … } …`.
    pub(crate) fn parse(input: ParseStream<'_>, types: TokenStream) -> syn::Result<Self> {
        let mut table = Self { types, ..Self::default() };
        while !input.is_empty() {
            let rows;
            braced!(rows in input);
            let name: LitStr = rows.parse()?;
            let (module, naming): (Ident, Ident) = (rows.call(Ident::parse_any)?, rows.parse()?);
            while !rows.is_empty() {
                let row;
                braced!(row in rows);
                table.events.push(Event::parse(&row, name.value())?);
            }
            table.apis.push(Api { name: name.value(), module, names_events: naming == "named" });
        }
        Ok(table)
    }

    /// The path of an api's descriptor.
    pub(crate) fn descriptor(&self, api: &str) -> Option<TokenStream> {
        let Api { module, .. } = self.apis.iter().find(|one| one.name == api)?;
        let types = &self.types;
        Some(quote::quote!(#types::#module::API))
    }

    /// An event for the examples in messages, if possible from an api whose deliveries name their event.
    pub(crate) fn example(&self) -> Option<&Event> {
        let api = self.apis.iter().find(|api| api.names_events);
        self.events.iter().find(|event| api.is_none_or(|api| api.name == event.api))
    }

    /// The only api whose deliveries name their event. An undocumented event can belong only to an api of this kind.
    ///
    /// # Errors
    /// What to write instead, unless exactly one api names its events.
    pub(crate) fn only_api(&self) -> Result<&str, String> {
        let naming: Vec<&str> = self.apis.iter().filter(|api| api.names_events).map(|api| api.name.as_str()).collect();
        match naming.as_slice() {
            [one] => Ok(one),
            [] if self.apis.is_empty() => Err(NO_TYPES.to_owned()),
            [] => Err(format!("a `raw_event` needs an api here: add {}", choice(&self.api_names()))),
            several => Err(format!("more than one api could have this event: add {}", choice(several))),
        }
    }

    /// Finds the event or group called `name`, only in `api` if that is given.
    ///
    /// # Errors
    /// What is wrong with the name, and what to write instead.
    pub(crate) fn find(&self, name: &str, api: Option<&str>) -> Result<Named<'_>, String> {
        let group = name.strip_suffix(".*");
        let in_api = |event: &&Event| api.is_none_or(|api| api == event.api);
        let mut found: Vec<&Event> = self.events.iter().filter(in_api).collect();
        match group {
            Some(group) => {
                found.retain(|event| event.group_name() == Some(group));
                found.dedup_by_key(|event| &event.api);
            }
            None => found.retain(|event| event.name == name),
        }
        match found.as_slice() {
            [] => Err(self.unknown(name)),
            [event] => Ok(if group.is_some() { Named::Group(event) } else { Named::Event(event) }),
            several => {
                let apis: Vec<&str> = several.iter().map(|event| event.api.as_str()).collect();
                Err(format!("more than one api has `{name}`: add {}", choice(&apis)))
            }
        }
    }

    /// The event that has this payload type.
    pub(crate) fn of_payload(&self, name: &str) -> Option<&Event> {
        self.events.iter().find(|event| event.payload == name)
    }

    /// An event of the group that has this enum.
    pub(crate) fn of_enum(&self, name: &str) -> Option<&Event> {
        self.events.iter().find(|event| event.group.as_deref() == Some(name))
    }

    /// The names of the apis.
    pub(crate) fn api_names(&self) -> Vec<&str> {
        self.apis.iter().map(|api| api.name.as_str()).collect()
    }

    fn unknown(&self, name: &str) -> String {
        if self.apis.is_empty() {
            return NO_TYPES.to_owned();
        }
        let is_heading = |event: &&Event| event.name != name && event.headings.iter().any(|heading| heading == name);
        if let Some(event) = self.events.iter().find(is_heading) {
            return format!(
                "`{name}` is a heading in the documentation: the event's name on the wire is `{}`",
                event.name
            );
        }
        let groups = self.groups();
        if groups.contains(&name) {
            return format!("`{name}` is a group of events: write `{name}.*` for all of them");
        }
        let patterns: Vec<String> = groups.iter().map(|group| format!("{group}.*")).collect();
        let patterns = || patterns.iter().map(String::as_str);
        let names = || self.events.iter().map(|event| event.name.as_str());
        if let Some(meant) = nearest(name, names().chain(patterns())) {
            return format!("unknown event `{name}`: did you mean `{meant}`?");
        }
        if name.ends_with(".*") {
            let known = patterns().collect::<Vec<_>>().join("`, `");
            return format!("unknown group `{name}`: the groups are `{known}`; undocumented events go to the fallback");
        }
        let own = nearest(name.split('.').next().unwrap_or_default(), groups.iter().copied());
        let (those, known): (_, BTreeSet<&str>) = match own {
            Some(own) => {
                let events = self.events.iter().filter(|event| event.group_name() == Some(own));
                (format!("the events of `{own}.*`"), events.map(|event| event.name.as_str()).collect())
            }
            None => ("the documented events".to_owned(), names().collect()),
        };
        let known = listed(&known);
        format!(
            "unknown event `{name}`: {those} are {known}; for an undocumented event, write `raw_event = \"{name}\"`"
        )
    }

    fn groups(&self) -> Vec<&str> {
        let mut groups: Vec<&str> = self.events.iter().filter_map(Event::group_name).collect();
        groups.dedup();
        groups
    }
}

impl Event {
    fn parse(row: ParseStream<'_>, api: String) -> syn::Result<Self> {
        let name: LitStr = row.parse()?;
        let payload: Ident = row.parse()?;
        let group = if row.peek(Token![_]) {
            row.parse::<Token![_]>()?;
            None
        } else {
            Some(row.parse::<Ident>()?.to_string())
        };
        let headings;
        bracketed!(headings in row);
        let headings = headings.parse_terminated(<LitStr as Parse>::parse, Token![,])?;
        Ok(Self {
            api,
            name: name.value(),
            payload: payload.to_string(),
            group,
            headings: headings.iter().map(LitStr::value).collect(),
        })
    }

    /// The name of the event's group: `purchase`.
    pub(crate) fn group_name(&self) -> Option<&str> {
        self.group.as_ref()?;
        self.name.split_once('.').map(|(group, _)| group)
    }
}

/// Formats apis to choose from: `api = "v1"` or `api = "v2"`.
fn choice(apis: &[&str]) -> String {
    apis.iter().map(|api| format!("`api = \"{api}\"`")).collect::<Vec<_>>().join(" or ")
}

/// The help for an attribute that names no crate of types, if `conscent` was compiled without types.
const NO_TYPES: &str = "no event types are known here: add `types = …` with the path of the crate or module that has them, or set \
    CONSCENT_TYPES to that path in the build script";

/// The maximum number of names that a message lists. A vendor may document hundreds.
const LISTED: usize = 12;

/// Formats distinct names; only the first ones, if there are many.
fn listed(names: &BTreeSet<&str>) -> String {
    let shown = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if names.len() > LISTED { format!("{shown} and {} more", names.len() - LISTED) } else { shown }
}

/// The known name that was most likely meant. Case, dashes and spaces do not count. One in three letters of the last
/// part may be wrong.
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
    use quote::quote;
    use syn::parse::Parser;

    fn table(tokens: TokenStream) -> Table {
        (|input: ParseStream<'_>| Table::parse(input, quote!(types))).parse2(tokens).unwrap()
    }

    #[track_caller]
    fn check(name: &str, says: &str) {
        let table = table(quote! {
            { "v1" v1 endpoint
                { "micro_payment" MicroPayment _ ["Micro Payment JOSN"] }
                { "pass_payment" PassPayment _ ["PASS PAYMENT JSON"] }
            }
            { "v2" v2 named
                { "payment_gateway.view" PaymentGatewayView PaymentGatewayEvent [] }
                { "purchase.bundle" PurchaseBundle PurchaseEvent [] }
                { "purchase.pass" PurchasePass PurchaseEvent ["Purchase.pass", "Pass"] }
                { "purchase.pay_per_use" PurchasePayPerUse PurchaseEvent [] }
                { "transaction.complete" TransactionComplete TransactionEvent [] }
            }
        });
        let message = table.find(name, None).err().unwrap_or_default();
        assert!(message.contains(says), "{name}: {message}");
    }

    #[test]
    fn similar_names_are_suggested() {
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
    fn headings_are_recognized() {
        check("Purchase.pass", "the event's name on the wire is `purchase.pass`");
        check("PASS PAYMENT JSON", "the event's name on the wire is `pass_payment`");
    }

    #[test]
    fn an_unknown_name_lists_the_known_ones() {
        check("purchase.gift", "the events of `purchase.*` are `purchase.bundle`, `purchase.pass`");
        check("gift.sent", "the documented events are `micro_payment`");
        check("gift.sent", "write `raw_event = \"gift.sent\"`");
        check("purchase", "write `purchase.*`");
        check("", "the documented events are");
        check("refund.*", "the groups are `payment_gateway.*`, `purchase.*`, `transaction.*`");
    }

    #[test]
    fn an_event_of_two_apis_needs_the_api() {
        let both = table(quote! {
            { "v1" v1 named { "gift.sent" GiftSent GiftEvent [] } }
            { "v2" v2 named { "gift.sent" GiftSent GiftEvent [] } }
        });
        for name in ["gift.sent", "gift.*"] {
            let message = both.find(name, None).err().unwrap_or_default();
            assert!(message.ends_with("add `api = \"v1\"` or `api = \"v2\"`"), "{message}");
        }
        assert!(matches!(both.find("gift.sent", Some("v2")), Ok(Named::Event(found)) if found.api == "v2"));
        assert!(matches!(both.find("gift.*", Some("v1")), Ok(Named::Group(found)) if found.api == "v1"));
        assert!(both.only_api().is_err_and(|message| message.ends_with("add `api = \"v1\"` or `api = \"v2\"`")));
    }

    #[test]
    fn without_types_no_event_is_found() {
        let none = table(TokenStream::new());
        assert!(none.find("gift.sent", None).is_err_and(|message| message.contains("add `types = …`")));
        assert!(none.only_api().is_err_and(|message| message.contains("CONSCENT_TYPES")));
    }

    #[test]
    fn an_undocumented_event_belongs_to_the_api_that_names_events() {
        let one = table(quote! { { "v1" v1 endpoint } { "2024-01" v2024_01 named } });
        assert_eq!(one.only_api(), Ok("2024-01"));
        assert_eq!(one.descriptor("2024-01").unwrap().to_string(), "types :: v2024_01 :: API");
        assert!(
            table(quote! { { "v1" v1 endpoint } }).only_api().is_err_and(|message| message.contains("api = \"v1\""))
        );
    }
}
