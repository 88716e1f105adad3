//! The samples folder: `<api>/<event>/<name>.json`, where [`name`] encodes an event's name. Next to the payloads of an
//! event may be shape files, `<name>.shape`, which are evidence about many other payloads.
//!
//! Files about the samples are next to the folders of the APIs:
//!
//! | file | what it holds |
//! |---|---|
//! | `hints.toml` | facts that samples cannot show |
//! | `corrections.toml` | known mistakes of the documentation |
//! | `provenance.toml` | where each sample was taken from |
//! | `events.toml` | the full names of events that are too long for their folders |
//!
//! [`read`] and [`read_usable`] are the only entry points. They return corrected samples that are JSON objects and
//! agree with the hints, and shapes without personal data. [`read`] rejects a folder with any other sample or shape;
//! [`read_usable`] leaves such files out, and reports them.

mod aliases;
pub mod archive;
mod check;
mod corrections;
mod delivery;
mod folder;
pub mod hints;
pub mod name;
mod observed;
mod provenance;
mod repeated;
mod sample;
mod scheme;

pub use aliases::{Alias, aliases};
pub use archive::Archive;
pub(crate) use check::unknown_place;
pub use check::{contradiction, shown_place};
pub use corrections::{Correction, corrections};
pub use delivery::{Delivery, Encoding, IdHint, Ids, Scheme, SecretForm, Signature, TimestampSource};
pub(crate) use hints::CONTRADICTION;
pub use hints::{EnvelopeHint, Hint, HintKind, Hints, Ignore, SiteHint, without_samples};
pub use name::{NAME_RULE, is_name};
pub(crate) use observed::{Apis, Documented, Events, observe};
pub use provenance::{Origin, Origins, is_capture, origins, to_text};
pub(crate) use repeated::repeated_keys;
pub use sample::{Sample, key, syntax_error};

use crate::diagnostic::{self, Diagnostic, Diagnostics, Location};
pub use crate::table::Places;
use crate::text::count;
use sample::LeftOut;
use std::path::Path;

/// The file of hints, in the samples folder.
pub const HINTS: &str = "hints.toml";
/// The file of corrections, in the samples folder.
pub const CORRECTIONS: &str = "corrections.toml";
/// The file of provenance, in the samples folder.
pub const PROVENANCE: &str = "provenance.toml";

/// The content of a samples folder.
#[derive(Clone, Debug, PartialEq)]
pub struct Samples {
    /// The samples, sorted by API, event and name. Corrections are applied.
    pub all: Vec<Sample>,
    /// The shapes of many more payloads, sorted like the samples.
    pub archives: Vec<Archive>,
    /// The hints.
    pub hints: Hints,
}

/// Reads a samples folder.
///
/// # Errors
/// All errors in the samples, shapes, hints and corrections: files that cannot be read or do not belong in the folder,
/// samples that are not JSON objects, shape files that are incomplete or of another version, hints and corrections that
/// contradict the samples or no longer apply.
pub fn read(folder: &Path) -> Result<Samples, Diagnostics> {
    let mut left_out = Vec::new();
    let samples = read_others(folder, &mut left_out, &mut Vec::new())?;
    causes(left_out).into_result()?;
    Ok(samples)
}

/// Reads a samples folder, and leaves out each sample that cannot be used: one that is not UTF-8, not JSON or not an
/// object, that is nested too deeply, or whose body names an event other than that of its folder. It also leaves out
/// each shape file that cannot be used.
///
/// The diagnostics give the reason for every sample that was left out. They also list the hints, corrections and
/// aliases that have no effect because of it.
///
/// # Errors
/// As for [`read`]. But a sample that cannot be used is an error only if no sample is left, or if there is another
/// error.
pub fn read_usable(folder: &Path) -> Result<(Samples, Diagnostics), Diagnostics> {
    let (mut left_out, mut notes) = (Vec::new(), Vec::new());
    let samples = read_others(folder, &mut left_out, &mut notes)?;
    if samples.all.is_empty() && samples.archives.is_empty() {
        return Err(causes(left_out));
    }
    if !left_out.is_empty() {
        notes.push(summary(folder, &left_out));
    }
    notes.extend(
        causes(left_out).into_iter().map(|why| Diagnostic { message: format!("left out, {}", why.message), ..why }),
    );
    Ok((samples, notes.into_iter().collect()))
}

/// Reads the usable samples, and reports the others. If there is another error, unusable samples are errors too.
fn read_others(
    folder: &Path,
    left_out: &mut Vec<LeftOut>,
    notes: &mut Vec<Diagnostic>,
) -> Result<Samples, Diagnostics> {
    let files = diagnostic::join(hints::read(folder), corrections(folder));
    let read = diagnostic::join(sample::read(folder, left_out), files);
    let result = read.and_then(|((mut all, archives), (mut hints, corrections))| {
        corrections::apply(&mut all, &corrections::of_others(corrections, left_out, notes))?;
        check::places(&all, &archives, &hints)?;
        let all = check::agree(all, &hints, left_out);
        let archives = archive::agree(archives, &hints, left_out);
        hints::unseen(&mut hints, (&all, &archives), left_out, notes);
        check::aliases(&all, &hints.aliases, left_out, notes)?;
        Ok(Samples { all, archives, hints })
    });
    result.map_err(|errors| errors.into_iter().chain(causes(std::mem::take(left_out))).collect())
}

fn causes(left_out: Vec<LeftOut>) -> Diagnostics {
    left_out.into_iter().map(|one| one.why).collect()
}

fn summary(folder: &Path, left_out: &[LeftOut]) -> Diagnostic {
    let number = left_out.len();
    let were = if number == 1 { "was" } else { "were" };
    let noun = if left_out.iter().any(|one| archive::is_shape(&one.key)) { "file" } else { "sample" };
    let help = "the other samples are used; correct or remove the files named here";
    Location::file(folder).error(format!("{} {were} left out", count(number, noun)), help)
}
