//! Reads HTML as blocks and scopes: the text that a browser shows, and separately the text that it does not show.
//!
//! | module | purpose |
//! |---|---|
//! | `element` | classifies elements by their tags and attributes |
//! | `open` | tracks the open elements, and the effects that their ends undo |
//! | `output` | writes text as lines, code and labels |
//! | `region` | recognizes tabs by their roles and labels |
//! | `table` | recognizes tables that show code, with one line per row |

mod element;
mod open;
mod output;
mod region;
mod table;

use crate::document::{Builder, Handle, Hidden, ScopeKind};
use crate::text::{Escape, Text};
use element::{Element, Kind};
use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};
use open::{Effect, Elements};
use output::{Label, NUMBER, Output};
use region::Tabs;

/// Whether the whole text is HTML.
pub(super) fn is_html(page: &str) -> bool {
    const STARTS: [&str; 2] = ["<!doctype html", "<html"];
    let page = page.trim_start().as_bytes();
    STARTS.iter().any(|start| page.get(..start.len()).is_some_and(|page| page.eq_ignore_ascii_case(start.as_bytes())))
}

pub(super) fn read(text: &Text, builder: &mut Builder) {
    let mut html = Html::default();
    html.read(text, builder);
    html.finish(builder);
}

/// A reader of HTML. Elements stay open between parts of a page, because Markdown may be between them.
#[derive(Debug, Default)]
pub(super) struct Html {
    elements: Elements,
    output: Output,
    tabs: Tabs,
    /// The group of the tabs that are being read.
    group: Option<Handle>,
    rows: Vec<Row>,
    /// Whether the current code is a table.
    is_code_table: bool,
    /// For each open list, whether it is numbered.
    lists: Vec<bool>,
    /// The last term of a definition, and its offset.
    term: (String, usize),
}

/// An open row of a table.
#[derive(Debug)]
struct Row {
    handle: Option<Handle>,
    cells: usize,
    is_in_cell: bool,
}

impl Html {
    /// Reads a part of a page.
    pub(super) fn read(&mut self, text: &Text, builder: &mut Builder) {
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        // Otherwise the tokenizer would read the content of scripts, which may contain JSON, as text.
        emitter.naively_switch_states(true);
        let tokens: Vec<_> = Tokenizer::new_with_emitter(text.as_str(), emitter).map(|Ok(token)| token).collect();
        let mut kinds = region::by_labels(&tokens);
        kinds.extend(table::of_code(&tokens).into_iter().map(|index| (index, Kind::CodeTable)));
        for (index, token) in tokens.iter().enumerate() {
            match token {
                Token::StartTag(tag) => self.start(Element::of(text, tag, kinds.get(&index)), text, tag, builder),
                Token::EndTag(tag) => self.end(&String::from_utf8_lossy(&tag.name), builder),
                Token::String(string) => {
                    let source =
                        source(text, string.span.start..string.span.end, &String::from_utf8_lossy(&string.value));
                    self.text(&source, builder);
                }
                Token::Comment(comment) => {
                    builder.hidden(Hidden::Comment, text.part(comment.span.start..comment.span.end));
                }
                Token::Doctype(_) | Token::Error(_) => {}
            }
        }
        self.output.end_line(builder);
    }

    /// Ends the open code and label, because the following text is not HTML.
    pub(super) fn settle(&mut self, builder: &mut Builder) {
        while (self.output.is_code() || self.output.is_label()) && self.close(builder) {}
        self.output.end_line(builder);
    }

    /// Closes all elements.
    pub(super) fn finish(&mut self, builder: &mut Builder) {
        while self.close(builder) {}
        self.output.end_line(builder);
    }

    fn text(&mut self, text: &Text, builder: &mut Builder) {
        if self.elements.hidden() > 0 {
            if self.elements.is_only_in_buttons() {
                self.output.spare_text(text.as_str());
            }
            builder.hidden(Hidden::Script, text.clone());
        } else if self.is_code_table && !self.rows.last().is_some_and(|row| row.is_in_cell && row.cells == 2) {
            // This is white space between the cells, or the line numbers.
        } else {
            if !text.is_blank() {
                self.end_group(builder);
            }
            self.output.text(text);
        }
    }

    fn start(&mut self, element: Element, text: &Text, tag: &StartTag<usize>, builder: &mut Builder) {
        for value in tag.attributes.iter().filter(|(name, _)| name.as_slice() != b"style").map(|(_, value)| value) {
            if value.contains(&b'{') && value.contains(&b'"') {
                builder.hidden(Hidden::Attribute, element::written(text, value.span.start..value.span.end));
            }
        }
        for &closed in element.closes() {
            self.close_implied(closed, builder);
        }
        let mut effects = Vec::new();
        if self.elements.hidden() > 0 {
            effects.extend((element.kind == Kind::Hidden).then_some(Effect::Hidden));
        } else if self.output.is_code() || self.output.is_label() {
            self.start_in_text(&element, &mut effects);
        } else if element.kind == Kind::CodeTable {
            self.end_group(builder);
            self.output.end_line(builder);
            self.output.start_code(element.language.clone(), false);
            self.is_code_table = true;
            effects.push(Effect::Code);
        } else {
            self.start_block(&element, &mut effects, builder);
        }
        if element.kind == Kind::Row {
            self.start_row(&mut effects, builder);
        } else if element.kind == Kind::Cell {
            self.start_cell(&element);
            effects.push(Effect::Cell);
        }
        if !element.is_void {
            self.elements.push(&element.name, element.language, effects);
        }
    }

    /// Starts an element in code or in a label. Only hidden elements and line breaks have an effect there.
    fn start_in_text(&mut self, element: &Element, effects: &mut Vec<Effect>) {
        match element.kind {
            Kind::Hidden => effects.push(Effect::Hidden),
            Kind::Button => effects.push(Effect::Button),
            Kind::Break => self.output.line_break(element.at),
            Kind::Anchor => effects.push(Effect::Anchor(self.output.length())),
            Kind::Gutter => effects.push(Effect::Gutter(self.output.length())),
            Kind::Code if self.output.is_label() => {
                self.output.text(&Text::at("`", element.at));
                effects.push(Effect::Tick);
            }
            Kind::Code | Kind::Pre => self.output.set_language(element.language.as_deref()),
            Kind::Cell => {}
            _ if element.is_block => {
                self.output.start_line();
                effects.push(Effect::Block);
            }
            _ => {}
        }
    }

    fn start_block(&mut self, element: &Element, effects: &mut Vec<Effect>, builder: &mut Builder) {
        // The items of a menu may consist of links only.
        let is_link = self.output.menus > 0 && element.name == "a" && !self.output.is_at_mark();
        if element.is_block || is_link {
            self.output.end_line(builder);
            effects.push(Effect::Block);
        }
        match element.kind {
            Kind::Hidden => effects.push(Effect::Hidden),
            Kind::Button => effects.push(Effect::Button),
            Kind::Menu => {
                self.output.menus += 1;
                effects.push(Effect::Menu);
            }
            Kind::Break => self.output.end_line(builder),
            Kind::Pre | Kind::Code => {
                let language = element.language.clone().or_else(|| self.elements.language());
                if element.kind == Kind::Pre {
                    self.end_group(builder);
                }
                self.output.start_code(language, element.kind == Kind::Code);
                effects.push(Effect::Code);
            }
            Kind::Heading(level) if self.output.menus == 0 => {
                self.end_group(builder);
                self.output.start_label(Label::Heading(level), element.at);
                effects.push(Effect::Label);
            }
            Kind::Bold => {
                self.output.bold(true, element.at);
                effects.push(Effect::Bold);
            }
            Kind::Anchor => effects.push(Effect::Anchor(self.output.length())),
            Kind::List { is_numbered } => {
                self.lists.push(is_numbered);
                effects.push(Effect::List);
            }
            Kind::Item => {
                let handle = builder.open_for_code(ScopeKind::Item, None);
                effects.push(Effect::Scope(handle));
                self.output.name_by_next_line(handle);
                if self.lists.last() == Some(&true) {
                    self.output.text(&Text::at(NUMBER, element.at));
                }
            }
            Kind::Term => effects.push(Effect::Term),
            Kind::Definition => {
                let label = builder.label(&self.term.0, self.term.1);
                effects.push(Effect::Scope(builder.open_for_code(ScopeKind::Item, label)));
            }
            Kind::Quote => effects.push(Effect::Scope(builder.open_for_code(ScopeKind::Quote, None))),
            Kind::Details => effects.push(Effect::Scope(builder.open(ScopeKind::Tab, None))),
            Kind::Figure => effects.push(Effect::Scope(builder.open_for_code(ScopeKind::Code, None))),
            Kind::Caption => {
                self.elements.scope().into_iter().for_each(|scope| self.output.name_by_next_line(scope));
            }
            Kind::Summary => {
                self.output.start_label(Label::Of(self.elements.scope()), element.at);
                effects.push(Effect::Label);
            }
            Kind::Component(kind) => {
                if kind == ScopeKind::Group {
                    self.tabs.start();
                    element.titles.iter().for_each(|title| self.tabs.titled(title, element.at));
                }
                let listed = || (kind == ScopeKind::Tab).then(|| self.tabs.panel(None, None));
                let title = element.title.clone().map(|title| (title, element.at)).or_else(listed);
                let label = title.and_then(|(title, at)| builder.label(&title, at));
                effects.push(Effect::Scope(builder.open(kind, label)));
            }
            Kind::TabList => {
                self.end_group(builder);
                self.tabs.start();
            }
            Kind::Tab => {
                self.tabs.tab(element.id.clone(), element.controls.clone(), element.at);
                self.output.start_label(Label::Tab, element.at);
                effects.push(Effect::Label);
            }
            Kind::Panel => {
                if self.group.is_none() {
                    self.group = Some(builder.open(ScopeKind::Group, None));
                }
                let (title, at) = self.tabs.panel(element.id.as_deref(), element.labelled_by.as_deref());
                let label = builder.label(&title, at);
                effects.push(Effect::Scope(builder.open(ScopeKind::Tab, label)));
                effects.push(Effect::Panel);
            }
            _ => {}
        }
    }

    fn start_row(&mut self, effects: &mut Vec<Effect>, builder: &mut Builder) {
        let is_shown = self.elements.hidden() == 0 && !self.output.is_code() && !self.output.is_label();
        let handle = is_shown.then(|| builder.open(ScopeKind::Row, None));
        effects.extend(handle.map(Effect::Scope));
        effects.push(Effect::Row);
        self.rows.push(Row { handle, cells: 0, is_in_cell: false });
    }

    fn start_cell(&mut self, element: &Element) {
        let Some(row) = self.rows.last_mut() else { return };
        row.cells += 1;
        row.is_in_cell = true;
        match row.handle {
            Some(handle) if row.cells == 1 => self.output.name_by_next_line(handle),
            Some(_) => self.output.separate(element.at),
            None => {}
        }
    }

    fn end(&mut self, tag: &str, builder: &mut Builder) {
        for _ in 0..self.elements.depth_of(tag) {
            self.close(builder);
        }
    }

    /// Closes an element whose end tag is optional.
    fn close_implied(&mut self, (tag, barriers): (&str, &[&str]), builder: &mut Builder) {
        for _ in 0..self.elements.depth_below(tag, barriers) {
            self.close(builder);
        }
    }

    /// Closes the innermost element. Returns whether there was one.
    fn close(&mut self, builder: &mut Builder) -> bool {
        let effects = self.elements.pop();
        let is_closed = effects.is_some();
        for effect in effects.into_iter().flatten() {
            match effect {
                // A block ends its line before the scopes inside it end, so that the line is in those scopes.
                Effect::Block if self.output.is_code() || self.output.is_label() => self.output.start_line(),
                Effect::Block | Effect::Panel => self.output.end_line(builder),
                Effect::Menu => {
                    self.output.end_line(builder);
                    self.output.menus = self.output.menus.saturating_sub(1);
                }
                Effect::Code => {
                    self.is_code_table = false;
                    self.output.end_code(builder);
                }
                Effect::Label => self.end_label(builder),
                Effect::Bold => self.output.bold(false, 0),
                Effect::Tick => self.output.tick(),
                Effect::Anchor(start) => self.output.drop_unless(start, |text| text.chars().any(char::is_alphanumeric)),
                Effect::Gutter(start) => {
                    let is_number =
                        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_whitespace());
                    self.output.drop_unless(start, |text| !is_number(text));
                }
                Effect::List => {
                    self.lists.pop();
                }
                Effect::Term => self.term = self.output.last_line(),
                Effect::Row => {
                    self.rows.pop();
                }
                Effect::Cell => self.rows.iter_mut().rev().take(1).for_each(|row| row.is_in_cell = false),
                Effect::Scope(handle) => {
                    self.output.end_line(builder);
                    builder.close(handle);
                }
                Effect::Hidden | Effect::Button => {}
            }
        }
        is_closed
    }

    fn end_label(&mut self, builder: &mut Builder) {
        match self.output.end_label() {
            Some((Label::Heading(level), text, at)) => builder.heading(level, &text, at),
            Some((Label::Of(Some(handle)), text, at)) => builder.name(handle, builder.label(&text, at)),
            Some((Label::Tab, text, _)) => self.tabs.name(&text),
            Some((Label::Of(None), ..)) | None => {}
        }
    }

    /// Ends the group of tabs at an element outside of its tabs.
    fn end_group(&mut self, builder: &mut Builder) {
        if !self.elements.is_in_panel()
            && let Some(group) = self.group.take()
        {
            self.output.end_line(builder);
            builder.close(group);
        }
    }
}

/// A text of the page as a browser shows it, with the offsets that it comes from.
fn source(text: &Text, range: std::ops::Range<usize>, shown: &str) -> Text {
    let written = text.part(range.clone());
    if written.as_str() == shown {
        return written;
    }
    let plain = text.unescaped(range.clone(), Escape::Html);
    if plain.as_str() == shown {
        return plain;
    }
    // The tokenizer replaces NUL by a character of three bytes, which moves the rest of the line.
    let mut lines = plain.line_ranges().into_iter();
    let mut line = 0..0;
    let mut source = Text::default();
    for shown in shown.split_inclusive('\n') {
        line = lines.next().unwrap_or(line);
        for (at, c) in shown.char_indices() {
            let here = (line.start + at).min(line.end).min(plain.len().saturating_sub(1));
            source.push(c.encode_utf8(&mut [0; 4]), plain.offset(here));
        }
    }
    source
}
