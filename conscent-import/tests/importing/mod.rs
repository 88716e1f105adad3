//! Imports pages of a folder into its `samples`.
#![allow(dead_code, clippy::unwrap_used, reason = "shared by tests that each use a part of it, and may fail anywhere")]

use crate::conscent;
use conscent_import::{self as import, Action, Options, Plan, apply};
use std::path::{Path, PathBuf};
use test_support::{put, relative};

/// Imports pages in the folder itself into its `samples`.
pub(crate) fn import(folder: &Path, pages: &[&str]) -> Result<Vec<(Action, String)>, String> {
    let plan = plan(folder, pages)?;
    apply(&plan).unwrap();
    Ok(plan.writes.into_iter().map(|write| (write.action, write.path)).collect())
}

pub(crate) fn plan(folder: &Path, pages: &[&str]) -> Result<Plan, String> {
    let pages: Vec<PathBuf> = pages.iter().map(|page| folder.join(page)).collect();
    if !folder.join("samples/hints.toml").exists() {
        put(folder, "samples/hints.toml", conscent::HINTS);
    }
    import::plan(&pages, &folder.join("samples"), Options::default()).map_err(|e| relative(folder, e))
}

pub(crate) fn body(event: &str, value: u32) -> String {
    format!("{{\n  \"event\": \"{event}\",\n  \"payload\": {{\"n\": {value}}}\n}}")
}

pub(crate) fn actions(done: &[(Action, String)]) -> Vec<Action> {
    done.iter().map(|(action, _)| *action).collect()
}

/// The texts that are left out of the pages, one per line.
pub(crate) fn left_out(folder: &Path, plan: &Plan) -> Vec<String> {
    plan.left_out.iter().map(|one| relative(folder, one)).collect()
}
