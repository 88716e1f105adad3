//! The parts of an HTML page that say what they are: navigation, code, and tabs with their titles.

/// What a part is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// What leads elsewhere.
    Navigation,
    /// What is shown as it stands.
    Code,
    /// What all titles of a group of tabs stand in.
    TabList,
    /// The title of a tab.
    Tab,
    /// What a tab shows.
    Panel,
}

/// The parts that are open, and the group of tabs that was met last.
#[derive(Default)]
pub(super) struct Regions {
    open: Vec<Region>,
    tabs: Vec<Tab>,
    /// How many panels there were since the titles.
    panels: usize,
}

/// A part that is open.
struct Region {
    role: Role,
    tag: String,
    /// How many elements of this tag are open in it, itself among them.
    depth: usize,
}

struct Tab {
    title: String,
    id: Option<String>,
    panel: Option<String>,
}

impl Role {
    fn of(tag: &str, role: Option<&str>) -> Option<Self> {
        match (tag, role) {
            ("pre", _) => Some(Self::Code),
            (_, Some("tab")) => Some(Self::Tab),
            (_, Some("tablist")) => Some(Self::TabList),
            (_, Some("tabpanel")) => Some(Self::Panel),
            (_, Some("navigation" | "complementary" | "menu")) | ("nav" | "aside", None) => Some(Self::Navigation),
            _ => None,
        }
    }
}

impl Regions {
    /// An element starts. If it is the panel of a tab, this gives the title.
    pub(super) fn open(&mut self, tag: &str, attribute: impl Fn(&str) -> Option<String>) -> Option<String> {
        self.open.iter_mut().filter(|region| region.tag == tag).for_each(|region| region.depth += 1);
        let role = Role::of(tag, attribute("role").as_deref())?;
        self.open.push(Region { role, tag: tag.to_owned(), depth: 1 });
        match role {
            Role::TabList => {
                self.tabs.clear();
                self.panels = 0;
            }
            Role::Tab => {
                self.tabs.push(Tab { title: String::new(), id: attribute("id"), panel: attribute("aria-controls") });
            }
            Role::Panel => {
                return Some(self.panel(attribute("id").as_deref(), attribute("aria-labelledby").as_deref()));
            }
            Role::Navigation | Role::Code => {}
        }
        None
    }

    /// The title of a panel: that of the tab which one of the two names, or else they come in order.
    fn panel(&mut self, id: Option<&str>, tab: Option<&str>) -> String {
        let is_named = |name: &Option<String>, other: Option<&str>| name.is_some() && name.as_deref() == other;
        let mut tabs = self.tabs.iter();
        let named = tabs.find(|one| is_named(&one.id, tab) || is_named(&one.panel, id));
        let found = named.or_else(|| self.tabs.get(self.panels));
        let title = found.map(|tab| tab.title.split_whitespace().collect::<Vec<_>>().join(" ").replace('"', "'"));
        self.panels += 1;
        title.unwrap_or_default()
    }

    /// An element ends; how many panels end with it.
    pub(super) fn close(&mut self, tag: &str) -> usize {
        self.open.iter_mut().filter(|region| region.tag == tag).for_each(|region| region.depth -= 1);
        // What was left open in a part ends with it.
        let ended = self.open.iter().position(|region| region.depth == 0).unwrap_or(self.open.len());
        self.open.drain(ended..).filter(|region| region.role == Role::Panel).count()
    }

    /// The title that is being read.
    pub(super) fn title(&mut self) -> Option<&mut String> {
        if !self.is_in(Role::Tab) {
            return None;
        }
        self.tabs.last_mut().map(|tab| &mut tab.title)
    }

    pub(super) fn is_in(&self, role: Role) -> bool {
        self.open.iter().any(|region| region.role == role)
    }
}
