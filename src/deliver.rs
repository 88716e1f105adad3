//! Delivers a sample as the vendor would: by HTTP POST, with Basic credentials and a signature.

use conscent::{BoxError, Sample, test};
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use std::net::SocketAddr;

/// Delivers it, and returns the status of the response.
pub(crate) async fn to(address: SocketAddr, sample: &Sample) -> Result<http::StatusCode, BoxError> {
    let path = if sample.api == "v1" { format!("/{}", sample.event) } else { String::new() };
    let uri = format!("http://{address}/webhooks{path}").parse()?;
    let request = test::request(sample).to(uri).basic(super::KEY, super::SECRET).sign(super::WEBHOOK_SECRET);
    let client = Client::builder(TokioExecutor::new()).build_http();
    Ok(client.request(request.map(Full::new)).await?.status())
}
