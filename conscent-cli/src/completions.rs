//! `conscent completions`

use crate::exit::{Exit, Failure};
use clap::CommandFactory;
use clap_complete::Shell;
use std::io::{self, Write};

/// Print a script that completes commands and options in a shell.
///
/// Put the script where your shell looks for completions, and open a new shell.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// The shell.
    shell: Shell,
}

const HELP: &str = "\
Examples:
  conscent completions bash > ~/.local/share/bash-completion/completions/conscent
  conscent completions zsh > ~/.zfunc/_conscent            (a folder of $fpath)
  conscent completions fish > ~/.config/fish/completions/conscent.fish
  conscent completions powershell >> $PROFILE
  conscent completions elvish >> ~/.config/elvish/rc.elv

Exit codes: 0 done, 2 an error";

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    // The generator panics if its output is closed.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut crate::Cli::command(), "conscent", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(Exit::Done)
}
