//! A haberdasher, on 127.0.0.1:8080 or the address given as the argument.

use std::net::TcpListener;

use connect::{
    ConnectError, Context, Router, Server, Streaming,
    rpc::{BadRequest, bad_request::FieldViolation},
};
use haberdasher::{Color, Haberdasher, HaberdasherServer, Hat, Size};

#[connect::proto("proto/haberdasher/v1/haberdasher.proto", client = false)]
mod haberdasher {}

struct Workshop;

impl Haberdasher for Workshop {
    async fn make_hat(&self, ctx: &mut Context, size: Size) -> Result<Hat, ConnectError> {
        let hat = hat(&size, Color::Red)?;
        // Hats of a size are all alike, so caches may answer for an hour.
        ctx.response_headers()
            .insert("cache-control", "max-age=3600")?;
        Ok(hat)
    }

    async fn make_flexible_hat(
        &self,
        _ctx: &mut Context,
        mut sizes: Streaming<Size>,
    ) -> Result<Hat, ConnectError> {
        let mut largest = Size::default();
        while let Some(size) = sizes.try_next().await? {
            if size.inches > largest.inches {
                largest = size;
            }
        }
        hat(&largest, Color::Black)
    }

    async fn make_similar_hats(
        &self,
        _ctx: &mut Context,
        size: Size,
    ) -> Result<Streaming<Hat>, ConnectError> {
        let colors = [Color::Red, Color::Black, Color::Purple];
        let hats: Result<Vec<_>, _> = colors.map(|color| hat(&size, color)).into_iter().collect();
        Ok(Streaming::from_iter(hats?))
    }

    async fn make_various_hats(
        &self,
        _ctx: &mut Context,
        mut sizes: Streaming<Size>,
    ) -> Result<Streaming<Hat>, ConnectError> {
        Ok(Streaming::channel(|tx| async move {
            while let Some(size) = sizes.try_next().await? {
                tx.send(hat(&size, Color::Purple)?).await?;
            }
            Ok(())
        }))
    }
}

fn hat(size: &Size, color: Color) -> Result<Hat, ConnectError> {
    if size.inches <= 0 {
        let violation = FieldViolation::default()
            .with_field("inches")
            .with_description("heads are larger than nothing");
        return Err(
            ConnectError::invalid_argument("nobody has a head of that size").detail(BadRequest {
                field_violations: vec![violation],
                ..Default::default()
            }),
        );
    }
    let hat = Hat::default().with_size(size.inches).with_color(color);
    Ok(match size.inches {
        23.. => hat.with_name("top hat"),
        _ => hat,
    })
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1);
    let address = address.unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let listener = TcpListener::bind(address)?;
    println!("listening on http://{}", listener.local_addr()?);
    let router = Router::new().add(HaberdasherServer::new(Workshop));
    Server::from_listener(listener).serve(router).await
}
