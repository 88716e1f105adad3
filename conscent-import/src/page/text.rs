//! A page as lines. Each line knows its number in the file, and whether it is code.

/// A page as text: as a browser copies it, or as Markdown.
#[derive(Debug)]
pub(super) struct Text {
    text: String,
    lines: Vec<Line>,
}

/// A line of a page.
#[derive(Debug)]
struct Line {
    /// The offset at which it starts.
    start: usize,
    /// Its number in the file, counted from 1.
    number: usize,
    block: Block,
}

/// The kind of block that a line is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// No code block: headings, prose, and everything on a page without fences.
    Prose,
    /// A line that opens or closes a code block.
    Fence,
    /// Code in JSON, or in a language that its fence does not name.
    Json,
    /// Code in another language.
    Code,
}

impl Text {
    pub(super) fn new(text: String) -> Self {
        Self::numbered(text, std::iter::successors(Some(1), |number| Some(number + 1)))
    }

    /// A text that was made from a file, with the number of the line in the file for each of its lines.
    pub(super) fn numbered(text: String, numbers: impl IntoIterator<Item = usize>) -> Self {
        let mut lines = Vec::new();
        let mut start = 0;
        let mut fence = None;
        for (line, number) in text.split_inclusive('\n').zip(numbers) {
            lines.push(Line { start, number, block: block(line, &mut fence) });
            start += line.len();
        }
        Self { text, lines }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The lines with their indices.
    pub(super) fn lines(&self) -> impl DoubleEndedIterator<Item = (usize, &str)> + ExactSizeIterator {
        (0..self.lines.len()).map(|index| (index, self.line(index)))
    }

    /// A line, without its line end.
    fn line(&self, index: usize) -> &str {
        let end = self.start(index + 1);
        self.text.get(self.start(index)..end).unwrap_or_default().trim_end_matches(['\n', '\r'])
    }

    /// The offset at which a line starts.
    pub(super) fn start(&self, index: usize) -> usize {
        self.lines.get(index).map_or(self.text.len(), |line| line.start)
    }

    /// The index of the line that holds a byte.
    pub(super) fn index(&self, offset: usize) -> usize {
        self.lines.partition_point(|line| line.start <= offset).saturating_sub(1)
    }

    /// The line's number in the file, counted from 1.
    pub(super) fn number(&self, index: usize) -> usize {
        self.lines.get(index).or(self.lines.last()).map_or(1, |line| line.number)
    }

    /// The kind of block that a line is in.
    pub(super) fn block(&self, index: usize) -> Block {
        self.lines.get(index).map_or(Block::Prose, |line| line.block)
    }
}

/// An open code block: its fence, and the kind of its lines.
struct Fence {
    mark: char,
    length: usize,
    block: Block,
}

/// The kind of block that the next line is in, after those that have led to this state of `fence`.
fn block(line: &str, fence: &mut Option<Fence>) -> Block {
    let line = line.trim();
    let mark = if line.starts_with('~') { '~' } else { '`' };
    let rest = line.trim_start_matches(mark);
    let length = line.len() - rest.len();
    match fence {
        Some(open) if mark == open.mark && length >= open.length && rest.is_empty() => {
            *fence = None;
            Block::Fence
        }
        Some(open) => open.block,
        None if length >= 3 && !rest.contains(mark) => {
            let language =
                rest.trim_start().split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
            let json = language.is_empty() || language.starts_with("json");
            *fence = Some(Fence { mark, length, block: if json { Block::Json } else { Block::Code } });
            Block::Fence
        }
        None => Block::Prose,
    }
}
