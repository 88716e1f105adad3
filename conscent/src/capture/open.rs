//! Opens the file of a capture so that only its owner can read it, and locks it against other processes.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;

/// Opens a file for appending, or creates it. A symbolic link is not followed, and only the owner can read the file.
///
/// # Errors
/// The error of the system, or an error if the path is a symbolic link.
pub(super) fn file(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    system::restrict(&mut options);
    let file = options.open(path).map_err(|error| explained(path, error))?;
    system::tighten(&file)?;
    system::sync_folder(path)?;
    drop(Lock::of(&file)?); // fail now if the file system has no locks
    Ok(file)
}

/// Replaces the system's message for a symbolic link, which is only "too many levels of symbolic links".
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

    /// Removes the permissions of other users from an existing file. A device, such as `/dev/null`, belongs to
    /// everybody.
    pub(super) fn tighten(file: &File) -> io::Result<()> {
        let metadata = file.metadata()?;
        if metadata.is_file() && metadata.permissions().mode() & 0o7777 & !OWNER_ONLY != 0 {
            file.set_permissions(Permissions::from_mode(OWNER_ONLY))?;
        }
        Ok(())
    }

    /// Syncs the folder, which puts the name of a new file on the disk.
    pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
        File::open(path.canonicalize()?.parent().unwrap_or(path))?.sync_all()
    }

    /// The lock of a file. Only one process, and only one [`Capture`](crate::capture::Capture) in it, can hold it at a
    /// time.
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
            // Unlocking a held lock cannot fail for any known reason, and the end of the process unlocks too.
            let _ = flock(self.0, FlockOperation::Unlock);
        }
    }
}

/// Other systems have no file modes, and do not need a sync of folders. Windows does not let a second process open the
/// file, so no lock is needed.
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
