//! Checks before a worker starts.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::process;
use std::ptr;

use conscent::Api;

use super::Settings;
use crate::operation::LONGEST_LEASE;

/// A worker cannot start. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SetupError {
    /// It was started outside of a tokio runtime.
    NoRuntime,
    /// The worker knows no api, so it could not take any deliveries.
    NoApi,
    /// Two apis have the same name, but the inbox distinguishes apis by their names.
    TwoApis(&'static str),
    /// A setting is zero.
    Zero(&'static str),
    /// The lease is longer than an hour.
    LongLease,
}

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRuntime => f.write_str(
                "a worker needs a tokio runtime: start it within one, such as in a function with `#[tokio::main]`",
            ),
            Self::NoApi => f.write_str(
                "the router has no handlers, so the worker does not know which apis' deliveries to take: add the apis \
                 with `.api(&v2::API)`",
            ),
            Self::TwoApis(name) => write!(
                f,
                "two apis are called `{name}`, but an inbox distinguishes apis by their names: generate one of the crates \
                 with another name for its module, or use an inbox for each"
            ),
            Self::LongLease => f.write_str(
                "the lease of the worker is longer than an hour: other workers would take it for a lease from before the clock \
                 was set back; a short lease is enough, because it is extended while a handler runs",
            ),
            Self::Zero(setting) => {
                write!(f, "`{setting}` of the worker is zero: set another value, or keep the default")
            }
        }
    }
}

impl Error for SetupError {}

/// The apis whose deliveries a worker takes, by name.
pub(super) struct Apis(BTreeMap<&'static str, &'static Api>);

impl Apis {
    pub(super) fn new(apis: Vec<&'static Api>) -> Result<Self, SetupError> {
        let mut named = BTreeMap::new();
        for api in apis {
            let first: &Api = named.entry(api.name).or_insert(api);
            if !ptr::eq(first, api) {
                return Err(SetupError::TwoApis(api.name));
            }
        }
        if named.is_empty() { Err(SetupError::NoApi) } else { Ok(Self(named)) }
    }

    pub(super) fn names(&self) -> Vec<&'static str> {
        self.0.keys().copied().collect()
    }

    pub(super) fn get(&self, name: &str) -> Option<&'static Api> {
        self.0.get(name).copied()
    }
}

/// Checks that no setting makes the worker do nothing, or makes it loop without a pause.
pub(super) fn check(settings: &Settings) -> Result<(), SetupError> {
    let Settings { concurrency, lease, timeout, tx_timeout, attempts, .. } = settings;
    let zero = [
        ("concurrency", *concurrency == 0),
        ("lease", lease.as_millis() == 0),
        ("timeout", timeout.is_zero()),
        ("tx_timeout", tx_timeout.is_zero()),
        ("attempts", *attempts == 0),
    ];
    if *lease > LONGEST_LEASE {
        return Err(SetupError::LongLease);
    }
    zero.into_iter().find(|(_, is_zero)| *is_zero).map_or(Ok(()), |(setting, _)| Err(SetupError::Zero(setting)))
}

/// The name of a worker, for people who look at running deliveries: the machine and the process.
pub(super) fn name() -> String {
    const LONGEST: usize = 200;
    let variable = ["HOSTNAME", "COMPUTERNAME"].into_iter().find_map(|variable| std::env::var(variable).ok());
    let host = variable.or_else(|| std::fs::read_to_string("/proc/sys/kernel/hostname").ok()).unwrap_or_default();
    let host: String = host.trim().chars().filter(|letter| !letter.is_control()).take(LONGEST).collect();
    format!("{}:{}", if host.is_empty() { "unknown" } else { &host }, process::id())
}
