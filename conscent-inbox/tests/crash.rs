//! `kill -9` of receivers and workers at random moments: each acknowledged delivery has its effect, and with `Tx`
//! exactly once.
//!
//! This is a program, not a list of tests, because it starts itself again as a receiver and as a worker, and kills
//! them. `CONSCENT_CRASH_ROUNDS` sets the number of rounds on each database. `CONSCENT_TEST_POSTGRES` is the address of
//! a server; without it, only SQLite is tested. A kill tests processes, not disks: after a power failure, the result
//! depends on the sync of each commit.

#![allow(clippy::print_stdout, reason = "the victim prints its address, and this program prints a summary")]

#[path = "inbox/database.rs"]
#[allow(dead_code, reason = "this program uses only a part of the module")]
#[expect(unused_macros, unused_imports, reason = "the macro creates tests, which this program does not have")]
mod database;
#[path = "crash/effects.rs"]
mod effects;
#[path = "crash/sender.rs"]
mod sender;
#[path = "crash/victim.rs"]
mod victim;

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::{Duration, Instant};

use conscent::BoxError;
use conscent_inbox::{Inbox, State};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;

use database::Database;
use effects::Effects;
use sender::Delivery;

/// The deliveries in each round. A fifth of them are sent a second time.
const DELIVERIES: usize = 160;
const DUPLICATES: usize = 40;

/// The number of concurrent senders.
const SENDERS: usize = 16;

/// The maximum lifetime of a victim, in milliseconds.
const LIFE: u64 = 250;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    match std::env::var(victim::ROLE) {
        Ok(role) => victim::run(&role).await,
        Err(_) => test().await,
    }
}

async fn test() -> Result<(), BoxError> {
    let rounds = std::env::var("CONSCENT_CRASH_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(2);
    run("SQLite", Database::sqlite(), rounds).await?;
    if std::env::var_os("CONSCENT_TEST_POSTGRES").is_some() {
        run("PostgreSQL", Database::postgres().await, rounds).await?;
    }
    Ok(())
}

async fn run(name: &str, database: Database, rounds: usize) -> Result<(), BoxError> {
    let scene =
        Scene { effects: Effects::open(&database.url).await?, url: database.url.clone(), folder: tempfile::tempdir()? };
    let mut totals = Counts::default();
    for round in 0..rounds {
        totals.add(scene.round(round).await.map_err(|error| format!("{name}, round {round}: {error}"))?);
    }
    let Counts { sent, acknowledged, kills, runs, effects } = totals;
    println!(
        "{name}: {rounds} rounds, {kills} kills, {sent} requests, {acknowledged} acknowledged, {effects} effects with Tx, \
         {runs} runs without"
    );
    Ok(())
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    sent: usize,
    acknowledged: usize,
    kills: usize,
    runs: usize,
    effects: usize,
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.sent += other.sent;
        self.acknowledged += other.acknowledged;
        self.kills += other.kills;
        self.runs += other.runs;
        self.effects += other.effects;
    }
}

struct Scene {
    effects: Effects,
    url: String,
    /// Where handlers without `Tx` write their effects.
    folder: TempDir,
}

impl Scene {
    async fn round(&self, round: usize) -> Result<Counts, BoxError> {
        let log = self.folder.path().join(format!("{round}.log"));
        let start = |role| Victim::start(role, &self.url, &log);
        let (address, addresses) = watch::channel(None);
        let (stop, stopped) = watch::channel(false);

        let receiver = tokio::spawn(kill_again_and_again(start("receiver"), Some(address), stopped.clone()));
        let worker = tokio::spawn(kill_again_and_again(start("worker"), None, stopped));
        let deliveries: Vec<_> = (0..DELIVERIES + DUPLICATES).map(|n| Delivery::new(round, n % DELIVERIES)).collect();
        let acknowledged = sender::send(deliveries, SENDERS, addresses).await?;
        stop.send_replace(true);
        let mut counts = Counts { sent: DELIVERIES + DUPLICATES, ..Counts::default() };
        let mut last = Vec::new();
        for task in [receiver, worker] {
            let (victim, kills) = task.await??;
            last.push(victim); // it stays alive, and takes the deliveries that the killed ones had
            counts.kills += kills;
        }
        self.drained().await?;
        drop(last);

        let with = self.effects.of(round).await?;
        let mut without: BTreeMap<String, usize> = BTreeMap::new();
        for line in std::fs::read_to_string(&log).unwrap_or_default().lines() {
            *without.entry(line.to_owned()).or_default() += 1;
        }
        for delivery in &acknowledged {
            counts.acknowledged += 1;
            let found = if delivery.has_tx() { &with } else { &without }.get(&delivery.id).copied().unwrap_or(0);
            let is_right = if delivery.has_tx() { found == 1 } else { found >= 1 };
            if !is_right {
                return Err(format!("{} was acknowledged, and had {found} effects", delivery.id).into());
            }
        }
        if let Some((id, found)) = with.iter().find(|(_, found)| **found > 1) {
            return Err(format!("{id} had {found} effects").into());
        }
        counts.effects = with.values().sum();
        counts.runs = without.values().sum();
        Ok(counts)
    }

    /// Waits until no delivery is waiting or running.
    async fn drained(&self) -> Result<(), BoxError> {
        let inbox = Inbox::open(&self.url).await?;
        let start = Instant::now();
        loop {
            let stats = inbox.stats().await?;
            let dead = stats.count(State::Dead);
            if stats.count(State::Waiting) + stats.count(State::Running) == 0 {
                return if dead == 0 { Ok(()) } else { Err(format!("{dead} are dead").into()) };
            }
            if start.elapsed() > Duration::from_mins(1) {
                return Err(format!("stuck: {stats:?}").into());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// Kills a victim at a random moment, and starts the next. Returns the last one, alive, and the number of killed ones.
async fn kill_again_and_again(
    start: impl Fn() -> std::io::Result<Victim>,
    address: Option<watch::Sender<Option<String>>>,
    mut stopped: watch::Receiver<bool>,
) -> Result<(Victim, usize), std::io::Error> {
    let mut kills = 0;
    loop {
        let mut victim = start()?;
        let said = victim.said().await?;
        if let Some(address) = &address {
            address.send_replace(Some(said));
        }
        if *stopped.borrow() {
            return Ok((victim, kills));
        }
        let life = Duration::from_millis(getrandom::u64().map_err(std::io::Error::from)? % LIFE);
        tokio::select! {
            () = tokio::time::sleep(life) => {
                victim.child.kill().await?; // SIGKILL: nothing of it runs after this
                kills += 1;
            }
            _ = stopped.changed() => return Ok((victim, kills)),
        }
    }
}

struct Victim {
    child: Child,
}

impl Victim {
    /// The command that starts a victim in this role.
    fn start<'a>(role: &'a str, url: &'a str, log: &'a std::path::Path) -> impl Fn() -> std::io::Result<Self> + use<> {
        let (role, url, log) = (role.to_owned(), url.to_owned(), log.to_owned());
        move || {
            let mut command = Command::new(std::env::current_exe()?);
            command.env(victim::ROLE, &role).env(victim::URL, &url).env(victim::LOG, &log);
            command.stdout(Stdio::piped()).kill_on_drop(true);
            Ok(Self { child: command.spawn()? })
        }
    }

    /// The line that it prints once it is ready.
    async fn said(&mut self) -> std::io::Result<String> {
        let stdout = self.child.stdout.take().ok_or_else(|| std::io::Error::other("no output"))?;
        let line = BufReader::new(stdout).lines().next_line().await?;
        line.ok_or_else(|| std::io::Error::other("the victim ended by itself"))
    }
}
