//! `conscent merge`

use crate::archive;
use crate::exit::{Exit, Failure};
use crate::files;
use crate::shapes;
use crate::show;
use crate::source::Source;
use conscent_codegen::text::count_large;
use conscent_codegen::{Diagnostic, Diagnostics, Location, output};
use conscent_shape::ShapeFile;
use serde::Serialize;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Merge shape files.
///
/// A shape file, as `conscent infer --shape` writes it, summarizes the documents of an archive, without the documents.
/// The merged file summarizes all of these documents together. The order of the files makes no difference, and neither
/// does merging in several steps: the same documents give the same bytes.
///
/// A file counts once, even if several arguments name it. The documents behind different files are not compared, so do
/// not merge a file with one that already contains its documents.
///
/// Partial shape files, which the processes of one job exchange, hold strings of their documents. The merged file is
/// redacted, unless `--partial` is given.
#[derive(Debug, clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Args {
    /// Shape files, which may be compressed; folders of them; `-` is standard input.
    ///
    /// A folder stands for all `.shape` files in and below it. An argument that does not exist may be a pattern, such as
    /// `'shapes/**/*.shape'`: `*` and `?` match within a name, `[ab]` matches one character, and `**` matches any number
    /// of folders. Quote a pattern so that the shell does not expand it. A folder or pattern without a file is an error.
    #[arg(required = true, value_name = "FILE|DIR")]
    files: Vec<Source>,
    /// Write to this file instead of standard output. If an input cannot be read, the file does not change.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write a partial shape file, for another process of the same job. It may hold personal data.
    #[arg(long)]
    partial: bool,
    /// Print JSON: {file, inputs, documents, bytes}.
    #[arg(long, requires = "out")]
    json: bool,
}

const HELP: &str = "\
Examples:
  conscent merge january.shape february.shape > winter.shape
  conscent merge 'shapes/*/order.paid.shape' --out order.paid.shape
  conscent merge 'parts/*.shape' --out all.shape --json

Exit codes: 0 done, 2 an error (then nothing is printed or written)";

/// The merged file, for JSON output.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Merged<'a> {
    /// The file that was written.
    file: &'a Path,
    /// The number of files that were merged.
    inputs: usize,
    /// The number of documents that the file summarizes.
    documents: u64,
    /// The size of the file.
    bytes: usize,
}

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let files = files::expand(&args.files, files::SHAPES)?;
    if let Some(out) = &args.out {
        check(out, &files)?;
    }
    let all = archive::fold(
        &files,
        None,
        |_, file, _| Ok::<_, Diagnostics>(read(file)?),
        |all: &mut ShapeFile, one| {
            all.merge(&one);
        },
    )?;
    if args.partial && !all.is_partial() {
        let help = "a partial file can only be made from partial files, and none of these is one";
        return Err(Location::file("--partial").error("no partial shape file", help).into());
    }
    let documents = all.exact.count() + all.redacted.count();
    let text = shapes::text(if args.partial { all.write_partial() } else { all.write() })?;
    let Some(out) = &args.out else {
        io::stdout().lock().write_all(text.as_bytes())?;
        return Ok(Exit::Done);
    };
    output::write_one(&text, out)?;
    let merged = Merged { file: out, inputs: files.len(), documents, bytes: text.len() };
    if args.json {
        show::print_json(&merged)?;
    } else {
        show::table(&mut show::out(), &[merged.cells()])?;
    }
    Ok(Exit::Done)
}

/// Checks that the output can be replaced, and that it is not one of the inputs: a second run would count its documents
/// twice.
fn check(out: &Path, files: &[Source]) -> Result<(), Diagnostic> {
    if out.symlink_metadata().is_ok_and(|present| !present.is_file()) {
        let help = "the output must be a new file, or a regular file to replace; without --out, the text goes to \
                    standard output";
        return Err(Location::file(out).error("not a file", help));
    }
    let resolved = |path: &Path| path.canonicalize().ok();
    let is_out = |file: &Source| resolved(out).is_some_and(|out| resolved(&file.name()) == Some(out));
    if files.iter().any(is_out) {
        let help = "its documents would count again in each run; choose another output, or remove it from the inputs";
        return Err(Location::file(out).error("both an input and the output", help));
    }
    Ok(())
}

fn read(file: &Source) -> Result<ShapeFile, Diagnostic> {
    let (is_shape, text) = shapes::is_shape(file.open()?).map_err(|error| file.unreadable(&error))?;
    if !is_shape {
        let help = "make one from documents with `conscent infer --shape`";
        return Err(Location::file(file.name()).error("not a shape file", help));
    }
    shapes::read(file, text)
}

impl Merged<'_> {
    fn cells(&self) -> [String; 4] {
        let Self { file, inputs, documents, bytes } = self;
        [
            file.display().to_string(),
            format!("of {}", count_large(*inputs as u64, "file")),
            count_large(*documents, "document"),
            count_large(*bytes as u64, "byte"),
        ]
    }
}
