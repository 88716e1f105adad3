//! The regions of an HTML page that declare their role: navigation, code, and tabs with their titles.

/// The role of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Links to other pages.
    Navigation,
    /// Preformatted text.
    Code,
    /// The list with the titles of a group of tabs.
    TabList,
    /// The title of a tab.
    Tab,
    /// The content of a tab.
    Panel,
}

/// The open regions, and the last group of tabs.
#[derive(Default)]
pub(super) struct Regions {
    open: Vec<Region>,
    tabs: Vec<Tab>,
    /// How many panels have come after the titles.
    panels: usize,
}

/// An open region.
struct Region {
    role: Role,
    tag: String,
    /// How many elements with this tag are open in it, including itself.
    depth: usize,
}

/// The title of a tab, and the ids that connect it with its panel.
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
    /// Registers the start of an element. Returns the title if the element is the panel of a tab.
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

    /// The title of a panel. The tab names its panel, or the panel its tab; otherwise they have the same order.
    fn panel(&mut self, id: Option<&str>, tab: Option<&str>) -> String {
        let is_named = |name: &Option<String>, other: Option<&str>| name.is_some() && name.as_deref() == other;
        let mut tabs = self.tabs.iter();
        let named = tabs.find(|one| is_named(&one.id, tab) || is_named(&one.panel, id));
        let found = named.or_else(|| self.tabs.get(self.panels));
        let title = found.map(|tab| tab.title.split_whitespace().collect::<Vec<_>>().join(" ").replace('"', "'"));
        self.panels += 1;
        title.unwrap_or_default()
    }

    /// Registers the end of an element. Returns how many panels end with it.
    pub(super) fn close(&mut self, tag: &str) -> usize {
        self.open.iter_mut().filter(|region| region.tag == tag).for_each(|region| region.depth -= 1);
        // Regions that are still open inside end too.
        let ended = self.open.iter().position(|region| region.depth == 0).unwrap_or(self.open.len());
        self.open.drain(ended..).filter(|region| region.role == Role::Panel).count()
    }

    /// The title of the tab that is being read.
    pub(super) fn title(&mut self) -> Option<&mut String> {
        if !self.is_in(Role::Tab) {
            return None;
        }
        self.tabs.last_mut().map(|tab| &mut tab.title)
    }

    /// Whether a region with this role is open.
    pub(super) fn is_in(&self, role: Role) -> bool {
        self.open.iter().any(|region| region.role == role)
    }
}
