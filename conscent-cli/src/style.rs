//! Colors: when output has them, and which ones.

use anstream::ColorChoice;
use anstyle::{AnsiColor, Style};
use clap::builder::Styles;
use conscent_codegen::diff::SemverImpact;
use std::ffi::OsString;

/// Errors, and other bad news.
pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
/// Rows that deserve a look, such as payloads that were left out.
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default();
/// Notes.
pub(crate) const NOTE: Style = AnsiColor::Cyan.on_default();
/// Good news.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// The location of an error.
pub(crate) const PLACE: Style = Style::new().bold();
/// Text that matters less than the text around it.
pub(crate) const DIM: Style = Style::new().dimmed();
/// All other text.
pub(crate) const PLAIN: Style = Style::new();

/// The styles of clap's help and errors.
pub(crate) const HELP: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default())
    .error(ERROR)
    .valid(GOOD)
    .invalid(WARNING);

/// The style of a change with this impact.
pub(crate) const fn of_impact(impact: SemverImpact) -> Style {
    match impact {
        SemverImpact::Major => ERROR,
        SemverImpact::Minor => WARNING,
        SemverImpact::Patch | SemverImpact::None => DIM,
    }
}

/// The style of the HTTP status that a receiver answers.
pub(crate) const fn of_status(status: u16) -> Style {
    match status {
        200..300 => GOOD,
        _ => ERROR,
    }
}

/// The option `--color`.
#[derive(Debug, clap::Args)]
pub(crate) struct Color {
    /// When to use colors. The default is to use them if the output is a terminal and `NO_COLOR` is not set.
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = clap::ColorChoice::Auto, global = true)]
    color: clap::ColorChoice,
}

/// Decides about colors before the arguments are parsed: errors in them are colored, too.
pub(crate) fn choose(arguments: impl IntoIterator<Item = OsString>) -> clap::ColorChoice {
    let mut arguments = arguments.into_iter().take_while(|argument| argument != "--");
    let mut choice = clap::ColorChoice::Auto;
    while let Some(argument) = arguments.next() {
        let Some(argument) = argument.to_str() else { continue };
        let next = match argument.strip_prefix("--color") {
            Some("") => arguments.next().and_then(|value| value.into_string().ok()),
            Some(value) => value.strip_prefix('=').map(str::to_owned),
            None => continue,
        };
        // The parser reports any other value.
        choice = next.and_then(|value| value.parse().ok()).unwrap_or(choice);
    }
    match choice {
        clap::ColorChoice::Auto => ColorChoice::Auto,
        clap::ColorChoice::Always => ColorChoice::Always,
        clap::ColorChoice::Never => ColorChoice::Never,
    }
    .write_global();
    choice
}
