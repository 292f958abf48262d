//! Messages on standard input and output: a big-endian `u32` length, then binary protobuf.

use std::io;

use connect::Message;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Reads the next message, or `None` where the input ends between two messages.
///
/// # Errors
/// If the input breaks off inside a message, or the message does not decode.
pub async fn read<M: Message>(input: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<M>> {
    let mut prefix = [0; 4];
    if input.read(&mut prefix[..1]).await? == 0 {
        return Ok(None);
    }
    input.read_exact(&mut prefix[1..]).await?;
    let length = u64::from(u32::from_be_bytes(prefix));
    let mut data = Vec::new();
    if input.take(length).read_to_end(&mut data).await? as u64 != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    M::from_proto(data).map(Some).map_err(io::Error::other)
}

/// Writes a message and flushes it.
///
/// # Errors
/// If the output fails or the message is 4 GiB or longer.
pub async fn write(
    output: &mut (impl AsyncWrite + Unpin),
    message: &impl Message,
) -> io::Result<()> {
    let data = message.to_proto();
    let length = u32::try_from(data.len()).map_err(io::Error::other)?;
    output.write_all(&length.to_be_bytes()).await?;
    output.write_all(&data).await?;
    output.flush().await
}
