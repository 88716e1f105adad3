//! Opens the file of a capture so that nobody but its owner can read it, and locks it against other processes.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;

/// Opens a file for appending, or creates it. A symbolic link is not followed, and only the owner can read the file.
///
/// # Errors
/// The system's, or that the path is a symbolic link.
pub(super) fn file(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    system::restrict(&mut options);
    let file = options.open(path).map_err(|error| explained(path, error))?;
    system::tighten(&file)?;
    system::sync_folder(path)?;
    drop(Lock::of(&file)?); // a file system without locks is noticed now
    Ok(file)
}

/// The system only says "too many levels of symbolic links".
fn explained(path: &Path, error: io::Error) -> io::Error {
    if fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink()) {
        let message = "it is a symbolic link, which could lead anywhere: give the path of the file itself";
        return io::Error::new(error.kind(), message);
    }
    error
}

pub(super) use system::Lock;

#[cfg(unix)]
mod system {
    use std::fs::{File, OpenOptions, Permissions};
    use std::io;
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    use std::path::Path;

    use rustix::fs::{FlockOperation, OFlags, flock};

    const OWNER_ONLY: u32 = 0o600;

    pub(super) fn restrict(options: &mut OpenOptions) {
        options.mode(OWNER_ONLY).custom_flags(OFlags::NOFOLLOW.bits().cast_signed());
    }

    /// Takes the rights of others away from an existing file. A device, such as `/dev/null`, belongs to everybody.
    pub(super) fn tighten(file: &File) -> io::Result<()> {
        let metadata = file.metadata()?;
        if metadata.is_file() && metadata.permissions().mode() & 0o7777 & !OWNER_ONLY != 0 {
            file.set_permissions(Permissions::from_mode(OWNER_ONLY))?;
        }
        Ok(())
    }

    /// The name of a new file is on the disk once its folder is synced.
    pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
        File::open(path.canonicalize()?.parent().unwrap_or(path))?.sync_all()
    }

    /// The lock of a file, for one process at a time and for one [`Capture`](crate::capture::Capture) of it.
    pub(crate) struct Lock<'a>(&'a File);

    impl<'a> Lock<'a> {
        /// Waits for the lock.
        pub(crate) fn of(file: &'a File) -> io::Result<Self> {
            while let Err(error) = flock(file, FlockOperation::LockExclusive) {
                if error != rustix::io::Errno::INTR {
                    return Err(error.into());
                }
            }
            Ok(Self(file))
        }
    }

    impl Drop for Lock<'_> {
        fn drop(&mut self) {
            // It fails for no reason that a held lock can have, and the end of the process unlocks too.
            let _ = flock(self.0, FlockOperation::Unlock);
        }
    }
}

/// Other systems have no modes, and need no sync of folders. Windows refuses the file to a second process, so there is
/// nothing to lock.
#[cfg(not(unix))]
mod system {
    use std::fs::{File, OpenOptions};
    use std::io;
    use std::path::Path;

    pub(super) fn restrict(options: &mut OpenOptions) {
        #[cfg(windows)]
        {
            const SHARE_READ_AND_DELETE: u32 = 1 | 4;
            std::os::windows::fs::OpenOptionsExt::share_mode(options, SHARE_READ_AND_DELETE);
        }
        #[cfg(not(windows))]
        let _ = options;
    }

    pub(super) fn tighten(_: &File) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn sync_folder(_: &Path) -> io::Result<()> {
        Ok(())
    }

    pub(crate) struct Lock;

    impl Lock {
        pub(crate) fn of(_: &File) -> io::Result<Self> {
            Ok(Self)
        }
    }
}
