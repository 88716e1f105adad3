//! Who can read the file, and which file it is.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use conscent::capture::{Capture, Options};

use crate::support::{dispatch, folder, gift, lines, router};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[test]
fn only_the_owner_reads_a_new_file() {
    let (_folder, path) = folder();
    Capture::create(&path, Options::default()).unwrap();
    assert_eq!(mode(&path), 0o600);
}

#[test]
fn the_permissions_of_others_are_removed_before_the_first_write() {
    for wide in [0o644, 0o666, 0o640, 0o700, 0o4755] {
        let (_folder, path) = folder();
        fs::write(&path, "{}\n").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(wide)).unwrap();
        Capture::create(&path, Options::default()).unwrap();
        assert_eq!(mode(&path), 0o600, "{wide:o}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "{}\n");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_stays_everybodys() {
    let before = mode(Path::new("/dev/full"));
    Capture::create("/dev/full", Options::default()).unwrap();
    assert_eq!(mode(Path::new("/dev/full")), before);
}

#[test]
fn a_symbolic_link_is_not_followed() {
    let (folder, path) = folder();
    let target = folder.path().join("somebody-elses");
    for exists in [false, true] {
        if exists {
            fs::write(&target, "theirs").unwrap();
            fs::set_permissions(&target, Permissions::from_mode(0o644)).unwrap();
        }
        let _ = fs::remove_file(&path);
        symlink(&target, &path).unwrap();
        let error = Capture::create(&path, Options::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "{}: cannot capture into this file: it is a symbolic link, which could lead anywhere: give the path of \
                 the file itself",
                path.display()
            )
        );
        assert_eq!(target.exists(), exists);
    }
    assert_eq!((fs::read_to_string(&target).unwrap().as_str(), mode(&target)), ("theirs", 0o644));
}

#[test]
fn a_linked_folder_on_the_path_is_followed() {
    let (folder, _) = folder();
    fs::create_dir(folder.path().join("there")).unwrap();
    symlink(folder.path().join("there"), folder.path().join("here")).unwrap();
    let path = folder.path().join("here").join("capture.jsonl");
    dispatch(&router(&Capture::create(&path, Options::default()).unwrap()), gift("Jo"));
    assert_eq!(lines(&folder.path().join("there").join("capture.jsonl")).len(), 1);
}
