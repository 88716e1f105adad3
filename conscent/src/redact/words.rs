//! The words of documentation, which reveal nothing about a person.

use conscent_core::Api;
use std::collections::{BTreeMap, BTreeSet};

/// The words of documentation: names of events, keys, and the codes that belong to each key. A
/// [`Redactor`](super::Redactor) does not replace them.
///
/// ```
/// use conscent::redact::Words;
///
/// # const API: conscent_core::Api = conscent_core::Api::new("shop", &[], |_, _| Ok(Vec::new()));
/// # static SHOP: conscent_core::Api = API;
/// let of_types = Words::of(&[&SHOP]);
/// let with_more = of_types.event("order.paid").key("RecordType").code("status", "PAID");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Words {
    apis: Vec<&'static Api>,
    events: BTreeSet<String>,
    keys: BTreeSet<String>,
    codes: BTreeMap<String, BTreeSet<String>>,
}

impl Words {
    /// The words in the types of these apis.
    #[must_use]
    pub fn of(apis: &[&'static Api]) -> Self {
        Self { apis: apis.to_vec(), ..Self::default() }
    }

    /// Adds the name of an event.
    #[must_use]
    pub fn event(mut self, event: impl Into<String>) -> Self {
        self.events.insert(event.into());
        self
    }

    /// Adds a key.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.keys.insert(key.into());
        self
    }

    /// Adds a code, which is kept under this key only.
    #[must_use]
    pub fn code(mut self, key: impl Into<String>, code: impl Into<String>) -> Self {
        self.codes.entry(key.into()).or_default().insert(code.into());
        self
    }

    pub(super) fn has_event(&self, event: &str) -> bool {
        self.events.contains(event) || self.apis.iter().any(|api| api.documents(event))
    }

    pub(super) fn has_key(&self, key: &str) -> bool {
        self.keys.contains(key) || self.apis.iter().any(|api| api.documents_key(key))
    }

    pub(super) fn has_code(&self, key: &str, code: &str) -> bool {
        self.codes.get(key).is_some_and(|codes| codes.contains(code))
            || self.apis.iter().any(|api| api.documents_code(key, code))
    }
}
