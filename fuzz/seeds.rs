//! Writes the messages of `seeds/json` in binary into `seeds/binary`; what is no message stays out.
//!
//! usage, in this folder: `cargo run --example seeds`

use std::{error::Error, fs, path::Path};

use connect::Message;
use connect_fuzz::plain::Everything;

fn main() -> Result<(), Box<dyn Error>> {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let to = seeds.join("binary");
    fs::create_dir_all(&to)?;
    for entry in fs::read_dir(seeds.join("json"))? {
        let path = entry?.path();
        if let (Ok(message), Some(name)) = (
            Everything::from_json(&fs::read_to_string(&path)?),
            path.file_stem(),
        ) {
            fs::write(to.join(name), message.to_proto())?;
        }
    }
    Ok(())
}
