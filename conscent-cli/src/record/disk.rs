//! The disk space that a folder takes, and safe writes to it.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long until a full folder is measured again: someone may have removed files.
const AGAIN: Duration = Duration::from_secs(1);

/// A folder with a limit.
#[derive(Debug)]
pub(super) struct Disk {
    pub(super) root: PathBuf,
    /// How many bytes of the disk the folder may take.
    limit: u64,
    /// How many it takes.
    used: u64,
    measured: Instant,
}

/// Why a file was not written.
#[derive(Debug)]
pub(super) enum WriteError {
    /// It would exceed the limit of the folder.
    Limit(u64),
    Io(io::Error),
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Disk {
    /// A folder, which is created if it does not exist.
    pub(super) fn new(root: PathBuf, limit: u64) -> io::Result<Self> {
        create(&root)?;
        let used = measure(&root)?;
        Ok(Self { root, limit, used, measured: Instant::now() })
    }

    /// The rights that users other than its owner have in the folder, as bits for reading, writing and searching it.
    pub(super) fn rights_of_others(&self) -> io::Result<u32> {
        let mode = mode(&self.root.metadata()?);
        Ok((mode | mode >> 3) & 0o7)
    }

    /// Writes a file under a free name, or replaces the file of that name if `replaces` is true. A reader of the folder
    /// sees the whole file or nothing, and the file is on the disk when this returns. Returns `false` if the name is
    /// taken.
    pub(super) fn write(&mut self, path: &Path, bytes: &[u8], replaces: bool) -> Result<bool, WriteError> {
        if self.used.saturating_add(bytes.len() as u64) > self.limit && self.measured.elapsed() > AGAIN {
            self.used = measure(&self.root)?;
            self.measured = Instant::now();
        }
        if self.used.saturating_add(bytes.len() as u64) > self.limit {
            return Err(WriteError::Limit(self.limit));
        }
        let folders: Vec<_> = path.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.root)).collect();
        let on_the_way = || folders.iter().copied().chain([path]).map(size).sum::<u64>();
        let before = on_the_way();
        let written = self.place(path, bytes, replaces, &folders, before);
        if !matches!(written, Ok(true)) {
            // Only a folder that is empty is removed.
            let _ = folders.first().filter(|folder| **folder != self.root).map(fs::remove_dir);
        }
        self.used = (self.used + on_the_way()).saturating_sub(before);
        written
    }

    fn place(
        &self,
        path: &Path,
        bytes: &[u8],
        replaces: bool,
        folders: &[&Path],
        before: u64,
    ) -> Result<bool, WriteError> {
        let folder = folders.first().copied().unwrap_or(&self.root);
        if create(folder)? {
            // On Unix, a name is on the disk once its folder is synced.
            folders.iter().skip(1).try_for_each(|above| sync(above))?;
        }
        // Earlier versions made folders that others could look into.
        folders.iter().filter(|folder| **folder != self.root).try_for_each(|folder| restrict(folder))?;
        let part = path.with_extension("part");
        if replaces {
            remove(&part)?;
        }
        let mut file = match private().create_new(true).open(&part) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        let result = (|| {
            // The process that has the unfinished file may take the name: no other recorder can do so at the same time.
            if !replaces && path.symlink_metadata().is_ok() {
                return Ok(false);
            }
            file.write_all(bytes)?;
            file.sync_all()?;
            let after: u64 = folders.iter().copied().chain([&*part]).map(size).sum();
            if (self.used + after).saturating_sub(before) > self.limit {
                return Err(WriteError::Limit(self.limit));
            }
            fs::rename(&part, path)?;
            sync(folder)?;
            Ok(true)
        })();
        if !matches!(result, Ok(true)) {
            remove(&part)?;
        }
        result
    }

    /// Removes a file that was just written.
    pub(super) fn remove(&mut self, path: &Path) -> io::Result<()> {
        let size = size(path);
        remove(path)?;
        self.used = self.used.saturating_sub(size);
        Ok(())
    }
}

/// Creates a folder that only its owner can look into, and those above it. Returns whether it was created.
fn create(folder: &Path) -> io::Result<bool> {
    if folder.is_dir() {
        return Ok(false);
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder).map(|()| true)
}

/// The rights to a file or folder: those of its owner, of its group, and of all others.
#[cfg(unix)]
fn mode(found: &Metadata) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&found.permissions())
}

#[cfg(not(unix))]
fn mode(_: &Metadata) -> u32 {
    0
}

/// Removes all rights to a folder from users other than its owner.
fn restrict(folder: &Path) -> io::Result<()> {
    let found = folder.symlink_metadata()?;
    #[cfg(unix)]
    if found.is_dir() && mode(&found) & 0o077 != 0 {
        fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
    }
    Ok(())
}

/// How to open a file that only its owner can read.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Removes a file, if it is there.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Puts the names in a folder on the disk. Systems other than Unix cannot do that.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// How many bytes of the disk a folder and everything in it take.
fn measure(folder: &Path) -> io::Result<u64> {
    let mut all = size(folder);
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        // A link counts itself, not its target. Files that are removed meanwhile do not count.
        all += match path.symlink_metadata() {
            Ok(found) if found.is_dir() => measure(&path)?,
            Ok(found) => blocks(&found),
            Err(_) => 0,
        };
    }
    Ok(all)
}

/// How many bytes of the disk a file or a folder takes, without the content of the folder. 0 if it does not exist.
fn size(path: &Path) -> u64 {
    path.symlink_metadata().map_or(0, |found| blocks(&found))
}

#[cfg(unix)]
fn blocks(found: &Metadata) -> u64 {
    // The system counts in units of 512 bytes, regardless of the block size of the disk.
    std::os::unix::fs::MetadataExt::blocks(found).saturating_mul(512)
}

#[cfg(not(unix))]
fn blocks(found: &Metadata) -> u64 {
    found.len()
}
