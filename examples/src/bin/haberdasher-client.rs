//! Orders hats of `http://127.0.0.1:8080`, or of the URL given as the argument, in every way there is.

use std::time::Duration;

use connect::{ConnectError, Request, rpc::BadRequest};
use haberdasher::{HaberdasherClient, Hat, Size};

#[connect::proto("proto/haberdasher/v1/haberdasher.proto", server = false)]
mod haberdasher {}

#[tokio::main]
async fn main() -> Result<(), ConnectError> {
    let url = std::env::args().nth(1);
    let url = url.unwrap_or_else(|| "http://127.0.0.1:8080".to_owned());
    let client = HaberdasherClient::connect(url)?;

    show("by POST", &client.make_hat(inches(21)).await?);

    let request = Request::new(inches(23))
        .timeout(Duration::from_secs(2))
        .use_get();
    let response = client.call_make_hat(request).await?;
    show("by GET", response.message());
    if let Some(cache) = response.headers().get("cache-control") {
        println!("         which may be cached: {cache}");
    }

    let hat = client.make_flexible_hat([20, 25, 22].map(inches)).await?;
    show("for all", &hat);

    let mut hats = client.make_similar_hats(inches(22)).await?;
    while let Some(hat) = hats.try_next().await? {
        show("similar", &hat);
    }

    let (tx, mut rx) = client.make_various_hats().await?;
    for size in [19, 24] {
        tx.send(inches(size)).await?;
        if let Some(hat) = rx.try_next().await? {
            show("various", &hat);
        }
    }
    tx.finish();

    if let Err(err) = client.make_hat(inches(0)).await {
        println!("refused: {err}");
        for violation in err
            .details::<BadRequest>()
            .iter()
            .flat_map(|d| &d.field_violations)
        {
            println!("         {}: {}", violation.field, violation.description);
        }
    }
    Ok(())
}

fn inches(inches: i32) -> Size {
    Size::default().with_inches(inches)
}

fn show(how: &str, hat: &Hat) {
    let kind = match hat.name() {
        "" => "hat",
        name => name,
    };
    println!("{how}: a {:?} {kind} of {} inches", hat.color, hat.size);
}
