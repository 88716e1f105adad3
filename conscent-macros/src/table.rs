//! Looks events up among the documented ones, and finds out what was meant by one that is not there.

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
    /// Its module.
    module: Ident,
    /// Whether deliveries name their event, so that one that is not documented can be recognized.
    names_events: bool,
}

/// A documented event.
pub(crate) struct Event {
    /// The name of its api.
    pub(crate) api: String,
    /// Its name on the wire.
    pub(crate) name: String,
    /// The type of its payload.
    pub(crate) payload: String,
    /// The enum of its group, if it has one.
    pub(crate) group: Option<String>,
    /// The headings under which the documentation shows it.
    headings: Vec<String>,
}

/// What an event's name stands for.
pub(crate) enum Named<'a> {
    Event(&'a Event),
    /// All events of the group of this one.
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

    /// An event to show in messages: one of an api whose deliveries name their event, if there is one.
    pub(crate) fn example(&self) -> Option<&Event> {
        let api = self.apis.iter().find(|api| api.names_events);
        self.events.iter().find(|event| api.is_none_or(|api| api.name == event.api))
    }

    /// The only api whose deliveries name their event. One that no sample documents can be only of such an api.
    ///
    /// # Errors
    /// What to write, if there are several such apis or none.
    pub(crate) fn only_api(&self) -> Result<&str, String> {
        let naming: Vec<&str> = self.apis.iter().filter(|api| api.names_events).map(|api| api.name.as_str()).collect();
        match naming.as_slice() {
            [one] => Ok(one),
            [] if self.apis.is_empty() => Err(NO_TYPES.to_owned()),
            [] => Err(format!("a `raw_event` needs its api here: add {}", choice(&self.api_names()))),
            several => Err(format!("more than one api names its events: add {}", choice(several))),
        }
    }

    /// Finds what `name` names, in `api` if that is given.
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
                Err(format!("`{name}` is in more than one api: add {}", choice(&apis)))
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
            return format!("`{name}` is a heading of the documentation: on the wire the event is `{}`", event.name);
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
            return format!(
                "unknown group `{name}`: the groups are `{known}`; what is not documented comes to the fallback"
            );
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
            "unknown event `{name}`: {those} are {known}; for one that is not documented, write `raw_event = \"{name}\"`"
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

    /// The group that it belongs to: `purchase`.
    pub(crate) fn group_name(&self) -> Option<&str> {
        self.group.as_ref()?;
        self.name.split_once('.').map(|(group, _)| group)
    }
}

/// Apis to choose from, as they are written: `api = "v1"` or `api = "v2"`.
fn choice(apis: &[&str]) -> String {
    apis.iter().map(|api| format!("`api = \"{api}\"`")).collect::<Vec<_>>().join(" or ")
}

/// What to do where no crate of types is named, and `conscent` has none of its own.
const NO_TYPES: &str = "no types are named here: add `types = …`, the path of the crate or module with the types of the events; or let \
    the build script name it for the whole crate, in CONSCENT_TYPES";

/// How many names a message lists. A vendor may document hundreds.
const LISTED: usize = 12;

/// Names, each once, and the first of them if they are many.
fn listed(names: &BTreeSet<&str>) -> String {
    let shown = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if names.len() > LISTED { format!("{shown} and {} more", names.len() - LISTED) } else { shown }
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
    fn without_types_there_is_no_event_to_name() {
        let none = table(TokenStream::new());
        assert!(none.find("gift.sent", None).is_err_and(|message| message.contains("add `types = …`")));
        assert!(none.only_api().is_err_and(|message| message.contains("CONSCENT_TYPES")));
    }

    #[test]
    fn an_event_that_is_not_documented_is_of_the_api_that_names_events() {
        let one = table(quote! { { "v1" v1 endpoint } { "2024-01" v2024_01 named } });
        assert_eq!(one.only_api(), Ok("2024-01"));
        assert_eq!(one.descriptor("2024-01").unwrap().to_string(), "types :: v2024_01 :: API");
        assert!(
            table(quote! { { "v1" v1 endpoint } }).only_api().is_err_and(|message| message.contains("api = \"v1\""))
        );
    }
}
