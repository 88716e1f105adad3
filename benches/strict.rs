//! Hand-written types for exactly the documented `purchase.bundle`: every field is required, has one kind, and is in this payload. They are
//! the fastest types that serde's derive gives, and they reject the next delivery that differs.

#![expect(clippy::struct_excessive_bools, clippy::struct_field_names, reason = "the payload has such keys")]

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Deserialize, Serialize)]
pub(crate) struct Envelope {
    entity: String,
    user_id: String,
    event: String,
    contains: Vec<String>,
    payload: Payload,
    client_info: ClientInfo,
    created_at: f64,
}

#[derive(Deserialize, Serialize)]
struct Payload {
    purchase: Purchase,
    user: User,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Purchase {
    location: Location,
    gst_components: GstComponents,
    inr_gst_components: GstComponents,
    #[serde(rename = "_id")]
    id: String,
    cancel_access: bool,
    content_type: ContentType,
    categories: Vec<String>,
    bundle: bool,
    bundle_content_ids: Vec<String>,
    payment_type: Vec<String>,
    migrated: bool,
    partial_access: bool,
    sections_include: Vec<String>,
    authors_include: Vec<String>,
    sections_exclude: Vec<String>,
    authors_exclude: Vec<String>,
    tags_include: Vec<String>,
    tags_exclude: Vec<String>,
    pro_rata_applied_purchases: Vec<String>,
    user_account: String,
    client_id: String,
    buying_price: f64,
    price: f64,
    client_name: String,
    country: String,
    city: String,
    user_country: String,
    price_details: PriceDetails,
    #[serde(rename = "type")]
    kind: String,
    subscription_type: ContentType,
    subscription_title: String,
    utm_parameters: BTreeMap<String, String>,
    operating_system: String,
    device: String,
    bundle_subscriptions: Vec<BundleSubscription>,
    subscription_details: SubscriptionDetails,
    transaction_id: String,
    expiry_date: String,
    created_at: String,
    updated_at: String,
    #[serde(rename = "__v")]
    v: f64,
}

#[derive(Deserialize, Serialize)]
struct GstComponents {
    physical: f64,
    digital: f64,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct ContentType {
    #[serde(skip_serializing_if = "Option::is_none")]
    physical: Option<bool>,
    digital: bool,
    ad_free: bool,
    #[serde(rename = "_id")]
    id: String,
}

#[derive(Deserialize, Serialize)]
struct PriceDetails {
    price: f64,
    currency: String,
    #[serde(rename = "_id")]
    id: String,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct BundleSubscription {
    #[serde(rename = "_id")]
    id: String,
    client_id: String,
    tier_id: String,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct SubscriptionDetails {
    inr_price: f64,
    duration: f64,
    #[serde(rename = "_id")]
    id: String,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct User {
    phone_number: String,
    user_id: String,
    country: String,
    address: Address,
    name: String,
    date_of_birth: String,
    city: String,
    location: Location,
    username: String,
}

#[derive(Deserialize, Serialize)]
struct Location {
    latitude: f64,
    longitude: f64,
    postcode: String,
}

#[derive(Deserialize, Serialize)]
struct Address {
    apartment: String,
    pincode: String,
    city: String,
    country: String,
    state: String,
    area: String,
    landmark: String,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct ClientInfo {
    device_type: String,
}
