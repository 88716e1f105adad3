//! `docs/src/operations/observability.md`

use std::time::Duration;

use axum::routing::get;
use conscent::{Ack, BuildError as RouterError, Router};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;

// ANCHOR: logs
/// Writes logs as lines of JSON to standard output. `RUST_LOG` says which.
pub fn logs() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_span_events(FmtSpan::CLOSE) // a line for each delivery, with its outcome and its time
        .init();
}
// ANCHOR_END: logs

// ANCHOR: metrics
/// Collects metrics, and serves them to Prometheus. Mount this on a port of its own, which the proxy does not forward.
///
/// # Errors
/// The program already has a recorder.
pub fn metrics() -> Result<axum::Router, BuildError> {
    const SECONDS: [f64; 10] = [0.001, 0.005, 0.02, 0.1, 0.5, 1.0, 5.0, 30.0, 120.0, 600.0];
    let recorder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?
        .install_recorder()?;
    let upkeep = recorder.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(5)).await;
            upkeep.run_upkeep(); // frees what the histograms have buffered
        }
    });
    Ok(axum::Router::new().route("/metrics", get(async move || recorder.render())))
}
// ANCHOR_END: metrics

// ANCHOR: observer
/// A router whose deliveries are counted.
///
/// # Errors
/// Two handlers are for one event.
pub fn router() -> Result<Router, RouterError> {
    Router::with_fallback(|| Ack::OK).observe(conscent::observe::metrics).build()
}
// ANCHOR_END: observer

// ANCHOR: drift
/// A router that also counts and logs deliveries which go beyond the samples.
///
/// # Errors
/// Two handlers are for one event.
pub fn watching() -> Result<Router, RouterError> {
    Router::with_fallback(|| Ack::OK).observe(conscent::observe::metrics).observe(conscent::observe::drift).build()
}
// ANCHOR_END: drift

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use conscent::door::drained;
    use conscent::serve::Server;
    use conscent::{Auth, Delivery, Door, Sample, samples};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};

    /// The answer to a request for metrics.
    async fn scrape(app: axum::Router) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = tokio::spawn(Server::new().serve(listener, app, std::future::pending()));
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        serving.abort();
        answer
    }

    #[tokio::test]
    async fn prometheus_sees_deliveries_and_rejections() {
        super::logs();
        let app = super::metrics().unwrap();
        let router = super::watching().unwrap();
        router.dispatch(conscent::test::delivery(&samples::purchase_pass())).await.unwrap();
        let drifting = Sample::with(&samples::purchase_bundle(), "/jo@mail.in", "new").unwrap().to_string();
        router.dispatch(Delivery::parse(drifting.into(), &axum::http::HeaderMap::new()).unwrap()).await.unwrap();
        let door = Door::new(router, Auth::basic("key", "secret").unwrap());
        let _ = door.refuse(door.admit(&axum::http::Method::GET, &axum::http::HeaderMap::new()).unwrap_err());
        tokio::time::timeout(Duration::from_secs(5), drained()).await.unwrap();
        let answer = scrape(app).await;
        for line in [
            r#"conscent_deliveries_total{api="v2",event="purchase.pass",outcome="no_handler"} 1"#,
            r#"conscent_drift_total{api="v2",event="purchase.bundle",kind="unknown_key"} 1"#,
            r#"conscent_refusals_total{api="v2",reason="method",cause="-"} 1"#,
            r#"conscent_delivery_seconds_bucket{api="v2",event="purchase.pass",outcome="no_handler",le="600"} 1"#,
        ] {
            assert!(answer.contains(line), "{line}\n{answer}");
        }
    }
}
