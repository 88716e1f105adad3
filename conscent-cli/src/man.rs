//! `conscent man`

use crate::exit::{Exit, Failure};
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use conscent_codegen::Location;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Write the manual pages of all commands.
///
/// Each command has a page, such as conscent-diff.1. Pages of an earlier version are replaced.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// The folder for the pages; it is created if it does not exist.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

const HELP: &str = "\
Examples:
  conscent man ~/.local/share/man/man1
  conscent man man && man -l man/conscent-diff.1

Exit codes: 0 done, 2 an error";

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let mut command = crate::Cli::command().disable_help_subcommand(true);
    command.build();
    let mut pages = Vec::new();
    let written = fs::create_dir_all(&args.folder).and_then(|()| write(command, &args.folder, &mut pages));
    written.map_err(|error| Location::file(&args.folder).error("cannot be written", error.to_string()))?;
    let mut out = io::stdout().lock();
    pages.iter().try_for_each(|page| writeln!(out, "wrote {}", page.display()))?;
    Ok(Exit::Done)
}

/// Writes the pages of a command and of those below it.
fn write(command: Command, folder: &Path, pages: &mut Vec<PathBuf>) -> io::Result<()> {
    let below: Vec<Command> = command.get_subcommands().cloned().collect();
    let man = Man::new(command).source(concat!("conscent ", env!("CARGO_PKG_VERSION")));
    let path = folder.join(man.get_filename());
    fs::write(&path, page(&man, !below.is_empty())?)?;
    pages.push(path);
    below.into_iter().try_for_each(|command| write(command, folder, pages))
}

/// The page of a command. Its examples keep their lines, which `Man::render` fills like a paragraph.
fn page(man: &Man, has_commands: bool) -> io::Result<Vec<u8>> {
    let (mut page, mut extra) = (Vec::new(), Vec::new());
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if has_commands {
        man.render_subcommands_section(&mut page)?;
    }
    man.render_extra_section(&mut extra)?;
    let extra = String::from_utf8_lossy(&extra).replace(".SH EXTRA\n", ".SH EXAMPLES AND EXIT CODES\n.nf\n");
    page.extend_from_slice(extra.as_bytes());
    page.extend_from_slice(b".fi\n");
    Ok(page)
}
