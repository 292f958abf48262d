//! Tables, and the sections of a page that hold them.

use std::path::Path;
use std::{fs, io};

/// A table; all columns after the first `left` are aligned to the right.
pub fn table(header: &[String], left: usize, rows: &[Vec<String>]) -> String {
    let rule = (0..header.len()).map(|column| match column < left {
        true => "---".to_owned(),
        false => "--:".to_owned(),
    });
    let mut lines = vec![line(header), line(&rule.collect::<Vec<_>>())];
    lines.extend(rows.iter().map(|row| line(row)));
    lines.concat()
}

fn line(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// Replaces what stands between `<!-- NAME -->` and `<!-- /NAME -->` on a page.
pub fn replace_section(page: &Path, name: &str, text: &str) -> io::Result<()> {
    let old = fs::read_to_string(page)?;
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->\n"));
    let parts = old.split_once(&begin).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(&end)?;
        Some((before, after))
    });
    let Some((before, after)) = parts else {
        let fault = format!("{} has no section {name}", page.display());
        return Err(io::Error::other(fault));
    };
    fs::write(page, format!("{before}{begin}{text}{end}{after}"))
}
