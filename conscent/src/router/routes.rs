//! The handlers of a router, by event and by group.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;

use conscent_core::{Api, Undecodable};

use super::handler::{Route, Running};
use super::unrouted::Unrouted;
use crate::Delivery;

/// A handler, bound to the states that it takes.
pub(super) struct Entry {
    pub(super) route: &'static Route,
    pub(super) handle: Handle,
}

type Handle = Box<dyn Fn(&Delivery) -> Result<Running, Undecodable> + Send + Sync>;

/// The handlers by api and event, and by api and group (`purchase`).
#[derive(Default)]
pub(super) struct Routes {
    events: BTreeMap<(ApiKey, &'static str), Entry>,
    groups: BTreeMap<(ApiKey, &'static str), Entry>,
}

/// Identifies an api by the address of its descriptor, because two crates may have apis with the same name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct ApiKey(usize);

impl ApiKey {
    fn of(api: &'static Api) -> Self {
        Self(std::ptr::from_ref(api).addr())
    }
}

impl Routes {
    /// Adds a handler. If the same event already has one, that handler stays, and the error names both.
    pub(super) fn add(&mut self, entry: Entry) -> Result<(), [&'static Route; 2]> {
        let Route { api, event, .. } = *entry.route;
        let slot = match event.strip_suffix(".*") {
            Some(group) => self.groups.entry((ApiKey::of(api), group)),
            None => self.events.entry((ApiKey::of(api), event)),
        };
        match slot {
            Slot::Occupied(first) => Err([first.get().route, entry.route]),
            Slot::Vacant(slot) => {
                slot.insert(entry);
                Ok(())
            }
        }
    }

    /// Finds the handler of the event, or else of its group.
    ///
    /// # Errors
    /// The reason why neither the event nor its group has a handler.
    pub(super) fn find<'a>(&'a self, delivery: &'a Delivery) -> Result<&'a Entry, Unrouted> {
        delivery.readable().map_err(Unrouted::Undecodable)?;
        let (api, event) = (ApiKey::of(delivery.api()), delivery.event());
        let group = || self.groups.get(&(api, event.split_once('.')?.0));
        match self.events.get(&(api, event)).or_else(group) {
            Some(entry) => return Ok(entry),
            None => delivery.check().map_err(Unrouted::Undecodable)?,
        }
        Err(if delivery.is_documented() { Unrouted::NoHandler } else { Unrouted::UnknownEvent })
    }

    /// The events and groups that have a handler, sorted.
    pub(super) fn events(&self) -> Vec<&'static str> {
        let mut events: Vec<_> = self.all().map(|route| route.event).collect();
        events.sort_unstable();
        events
    }

    /// The apis that have a handler, sorted by name, without duplicates.
    pub(super) fn apis(&self) -> Vec<&'static Api> {
        let mut apis: Vec<_> = self.all().map(|route| route.api).collect();
        apis.sort_unstable_by_key(|api| (api.name, ApiKey::of(api)));
        apis.dedup_by_key(|api| ApiKey::of(api));
        apis
    }

    fn all(&self) -> impl Iterator<Item = &'static Route> {
        self.events.values().chain(self.groups.values()).map(|entry| entry.route)
    }
}
