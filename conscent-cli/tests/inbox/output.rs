//! The JSON output matches its documented schemas, and states have colors.

use super::command::schema::{checked, checked_lines};
use super::{inbox, with_a_dead_one};

#[test]
fn json_is_as_the_schemas_say() {
    let folder = with_a_dead_one();
    let lines = |command: &str, arguments: &str| {
        let lines = checked_lines(command, &inbox(&folder, arguments).ends(0).out);
        assert_eq!(lines.len(), 2, "{lines:?}");
        lines
    };
    assert_eq!(lines("inbox list", "list --json")[0]["state"], "dead");
    assert_eq!(lines("inbox list", "list --json --reveal")[0]["error"], "no user jo@mail.in");
    assert_eq!(lines("inbox show", "show 1 2 --json")[1]["redacted"], true);
    assert_eq!(lines("inbox show", "show 1 2 --json --reveal")[1]["body"]["event"], "gift.sent");
    assert_eq!(checked("inbox stats", &inbox(&folder, "stats --json").ends(0)).as_array().unwrap().len(), 2);
    let changed = checked("inbox retry", &inbox(&folder, "retry 1 2 --json").ends(1));
    assert_eq!((&changed["changed"], &changed["unchanged"][0]["id"]), (&1.into(), &2.into()));
    assert_eq!(checked("inbox drop", &inbox(&folder, "drop 1 --json").ends(0))["changed"], 1);
    let erased = checked("inbox erase", &inbox(&folder, "erase 1 2 9 --json").ends(1));
    assert_eq!((&erased["erased"], &erased["unchanged"][0]["id"]), (&2.into(), &9.into()));
}

#[test]
fn dead_deliveries_are_red() {
    let folder = with_a_dead_one();
    for arguments in ["list --color always", "stats --color always", "show 1 --color always"] {
        let shown = inbox(&folder, arguments).ends(0).out;
        assert!(shown.contains("\u{1b}[1m\u{1b}[31mdead\u{1b}[0m"), "{shown:?}");
    }
}
